"""An interface package as its author wrote it: a folder with msg, srv and action files."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

KINDS = ("msg", "srv", "action")
NAME = re.compile(r"^[a-z](?!.*__)[a-z0-9_]*(?<!_)$")
GENERATE = re.compile(r"rosidl_generate_interfaces\s*\(([^)]*)\)")
LISTED = re.compile(r"\b(?:msg|srv|action)/\w+\.(?:msg|srv|action)\b")
SKIPPED = frozenset({"build", "install", "log", "out", "venv", "__pycache__"})
MAX_BYTES = 1 << 20


class InterfaceError(Exception):
    """An interface package that cannot be built: which file and line, what was expected, got."""


@dataclass(frozen=True)
class InterfacePackage:
    """`files` are relative to `folder` and sorted: `msg/Name.msg`, `srv/Name.srv` ..."""

    name: str
    folder: Path
    files: tuple[Path, ...]


def read_package(folder: Path) -> InterfacePackage:
    """The package in `folder`; its package.xml, or else the folder's own name, names it.

    Raises `InterfaceError`.
    """
    manifest = folder / "package.xml"
    name = _manifest_name(manifest) if manifest.is_file() else folder.resolve().name
    if not NAME.match(name):
        raise InterfaceError(
            f"{folder}: {name!r} is no package name: expected lower-case letters, digits and "
            "single underscores, a letter first"
        )
    files = _files(folder)
    if not files:
        raise InterfaceError(f"{folder}: expected msg/*.msg, srv/*.srv or action/*.action")
    return InterfacePackage(name, folder, files)


def find_packages(root: Path) -> list[InterfacePackage]:
    """The packages in `root` and below that `rosidl_generate_interfaces` would build, by path."""
    found = []
    for folder, below, names in os.walk(root):
        below[:] = sorted(name for name in below if name not in SKIPPED and name[0] != ".")
        if "package.xml" in names and _generates(Path(folder) / "CMakeLists.txt"):
            found.append(read_package(Path(folder)))
            below.clear()
    return found


def _manifest_name(manifest: Path) -> str:
    text = manifest.read_bytes()
    if len(text) > MAX_BYTES or b"<!ENTITY" in text:
        raise InterfaceError(
            f"{manifest}: expected a plain package.xml, got entities or over 1 MiB"
        )
    try:
        name = ElementTree.fromstring(text).findtext("name")  # noqa: S314
    except ElementTree.ParseError as error:
        raise InterfaceError(f"{manifest}:{error.position[0]}: not valid XML: {error}") from None
    return (name or "").strip()


def _files(folder: Path) -> tuple[Path, ...]:
    """What CMakeLists.txt lists by name, else all there is."""
    there = [
        file.relative_to(folder)
        for kind in KINDS
        for file in sorted((folder / kind).glob(f"*.{kind}"))
    ]
    call = _generates(folder / "CMakeLists.txt")
    if call is None or "${" in call.replace("${PROJECT_NAME}", "").replace("${CMAKE_", ""):
        return tuple(there)
    listed = [Path(file) for file in LISTED.findall(call)]
    for file in listed:
        if file not in there:
            raise InterfaceError(f"{folder / 'CMakeLists.txt'}: there is no {file}")
    return tuple(file for file in there if file in listed)


def _generates(cmake: Path) -> str | None:
    """The arguments of `rosidl_generate_interfaces` in a CMakeLists.txt; None if not called."""
    if not cmake.is_file():
        return None
    lines = cmake.read_text(encoding="utf-8", errors="replace")[:MAX_BYTES].splitlines()
    call = GENERATE.search("\n".join(line.partition("#")[0] for line in lines))
    return call[1] if call else None
