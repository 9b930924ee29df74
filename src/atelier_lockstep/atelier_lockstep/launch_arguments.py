"""The command line of a launched node, made independent of the files that launching writes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any


def arguments_of(words: list[str], root: Path, share: Path) -> tuple[str, ...]:
    """Words after the program's name. Parameter files of the package, in `root` or installed in
    `share`, stay files, as `./` paths; those that launching wrote become parameters."""
    kept: list[str] = []
    at = 0
    while at < len(words):
        word = words[at]
        if word == "--params-file" and at + 1 < len(words):
            at += 1
            kept += _parameter_file(Path(words[at]), root, share)
        else:
            kept.append(_inside(word, root, share))
        at += 1
    if kept[-1:] == ["--ros-args"]:
        kept.pop()
    return tuple(kept)


def _parameter_file(file: Path, root: Path, share: Path) -> list[str]:
    inside = _inside(str(file), root, share)
    if inside.startswith("./"):
        return ["--params-file", inside]
    import yaml

    content = yaml.safe_load(file.read_text(encoding="utf-8"))
    return [word for name, value in _parameters(content) for word in ("-p", f"{name}:={value}")]


def _parameters(content: Any) -> Iterator[tuple[str, str]]:
    """Parameters by dotted name, whichever node they are for: a program has its own file."""
    for key, value in content.items():
        if key == "ros__parameters":
            yield from _flat(value, "")
        elif isinstance(value, dict):
            yield from _parameters(value)


def _flat(values: dict[str, Any], prefix: str) -> Iterator[tuple[str, str]]:
    for name, value in values.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", json.dumps(value)


def _inside(word: str, root: Path, share: Path) -> str:
    """A path of the package as `./` and the rest; other words as they are."""
    for place in (share, root):
        if word.startswith(f"{place}/"):
            return f"./{word[len(str(place)) + 1 :]}"
    return word
