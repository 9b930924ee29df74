"""Checks definitions line by line, so that a mistake is told with its place and a likely name."""

from __future__ import annotations

import contextlib
import difflib
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from rosidl_adapter.parser import (
    PRIMITIVE_TYPES,
    MessageSpecification,
    is_valid_message_name,
    parse_message_string,
)

from .package import MAX_BYTES, InterfaceError, InterfacePackage

PARTS = {".msg": 1, ".srv": 2, ".action": 3}
WORD = re.compile(r"\s*([a-z]\w*)(?=[\s\[<])")
PRIMITIVES = tuple(kind for kind in PRIMITIVE_TYPES if kind not in ("duration", "time"))
"""Those two the parser takes from ROS 1; the generators know neither."""

Messages = Mapping[str, Sequence[str]]


def check(packages: Sequence[InterfacePackage], installed: Messages) -> None:
    """Raises `InterfaceError` on the first line that is no field or constant of known type."""
    known = dict(installed)
    for package in packages:
        known[package.name] = [file.stem for file in package.files if file.suffix == ".msg"]
    for package in packages:
        for file in package.files:
            _check_file(package, file, known)


def needs(package: InterfacePackage) -> tuple[str, ...]:
    """The other packages whose messages a (checked) package uses, sorted."""
    used = set()
    for file in package.files:
        text = (package.folder / file).read_text(encoding="utf-8")
        for line in text.splitlines():
            name, slash, _ = line.split("#")[0].strip().partition("/")
            if slash and name.isidentifier():
                used.add(name)
    return tuple(sorted(used - {package.name}))


def _check_file(package: InterfacePackage, file: Path, known: Messages) -> None:
    path = package.folder / file
    if not is_valid_message_name(file.stem):
        raise InterfaceError(
            f"{path}: {file.stem!r} is no type name: expected letters and digits, a capital first"
        )
    try:
        data = path.read_bytes()
        if len(data) > MAX_BYTES:
            raise InterfaceError(f"{path}: {len(data)} bytes are over the limit of {MAX_BYTES}")
        lines = data.decode("utf-8").splitlines()
    except UnicodeDecodeError as error:
        at = data[: error.start].count(b"\n") + 1
        raise InterfaceError(f"{path}:{at}: not valid UTF-8") from None
    part, names = 1, dict[str, int]()
    for number, line in enumerate(lines, 1):
        where = f"{path}:{number}"
        if line.strip() == "---":
            part, names = part + 1, {}
            continue
        for name in _names(package.name, file.stem, where, line, known):
            if name in names:
                raise InterfaceError(f"{where}: {name!r} stands in line {names[name]} already")
            names[name] = number
    if part != PARTS[file.suffix]:
        raise InterfaceError(
            f"{path}: expected {PARTS[file.suffix] - 1} lines '---', got {part - 1}"
        )


def _names(package: str, name: str, where: str, line: str, known: Messages) -> list[str]:
    """The names that a line declares: one or none. Raises `InterfaceError`."""
    word = WORD.match(line)
    if word and word[1] not in PRIMITIVES:
        _unknown_type(package, where, package, word[1], known)
    try:
        with contextlib.redirect_stderr(io.StringIO()):
            spec: MessageSpecification = parse_message_string(package, name, line)
    except Exception as error:
        # The parser raises many kinds of exception, some of them on its own mistakes.
        found = str(error) or type(error).__name__
        raise InterfaceError(
            f"{where}: expected a type and a name, got {line.strip()!r} ({found})"
        ) from None
    for field in spec.fields:
        kind = field.type
        if kind.pkg_name is not None and kind.type not in known.get(kind.pkg_name, ()):
            _unknown_type(package, where, kind.pkg_name, kind.type, known)
    return [field.name for field in spec.fields] + [each.name for each in spec.constants]


def _unknown_type(package: str, where: str, other: str, kind: str, known: Messages) -> None:
    own = other == package
    shown = kind if own else f"{other}/{kind}"
    if not own and other not in known:
        hint = _nearest(other, known)
        raise InterfaceError(f"{where}: there is no interface package {other!r}{hint}")
    full = [f"{pkg}/{message}" for pkg, messages in known.items() for message in messages]
    near = [name for name in full if own and name.lower().endswith(f"/{kind.lower()}")]
    choices = [*known[package], *PRIMITIVES] if own else [f"{other}/{m}" for m in known[other]]
    hint = f" (did you mean {near[0]!r}?)" if near else _nearest(shown, choices)
    raise InterfaceError(f"{where}: there is no type {shown!r}{hint}")


def _nearest(name: str, choices: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, sorted(choices), 1)
    return f" (did you mean {near[0]!r}?)" if near else ""
