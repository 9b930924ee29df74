"""Protobuf messages as `gz topic -e` prints them, in protobuf's text format."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Union

Value = Union[str, "Message"]
Message = dict[str, list[Value]]
"""Field name to its values in order: texts, and messages. Fields at their default are left out."""

_ESCAPES = re.compile(r"\\(?:([0-7]{3})|(.))")
_NAMED = {"n": "\n", "t": "\t", "r": "\r"}


class TextProtoError(Exception):
    """A line that is not of protobuf's text format."""


def read_messages(lines: Iterable[str]) -> Iterator[Message]:
    """The messages of a stream in which a blank line ends each. Raises `TextProtoError`."""
    message: Message = {}
    open_: list[Message] = [message]
    for number, line in enumerate(lines, 1):
        text = line.strip()
        if not text:
            if message and len(open_) == 1:
                yield message
                message = {}
                open_ = [message]
        elif text == "}":
            if len(open_) == 1:
                raise TextProtoError(f"line {number}: '}}' closes nothing")
            open_.pop()
        elif text.endswith("{"):
            inner: Message = {}
            open_[-1].setdefault(text[:-1].rstrip(" :"), []).append(inner)
            open_.append(inner)
        else:
            name, colon, value = text.partition(":")
            if not colon:
                raise TextProtoError(f"line {number}: expected 'name: value', got {text[:80]!r}")
            open_[-1].setdefault(name, []).append(_scalar(value.strip()))
    if message and len(open_) == 1:
        yield message


def inner(message: Message, name: str) -> list[Message]:
    """The messages in a field, none where it is left out."""
    return [value for value in message.get(name, ()) if isinstance(value, dict)]


def only(message: Message, name: str) -> Message:
    """The message in a field; an empty one where it is left out."""
    found = inner(message, name)
    return found[0] if found else {}


def text(message: Message, name: str) -> str:
    """The text in a field, empty where it is left out."""
    found = message.get(name, ())
    return found[0] if found and isinstance(found[0], str) else ""


def number(message: Message, name: str) -> float:
    """The number in a field, 0 where it is left out."""
    return float(text(message, name) or 0)


def stamp_ns(message: Message) -> int:
    """A `sec` and `nsec` pair in nanoseconds."""
    return int(text(message, "sec") or 0) * 1_000_000_000 + int(text(message, "nsec") or 0)


def _scalar(value: str) -> str:
    if len(value) >= 2 and value[0] == value[-1] == '"':
        return _ESCAPES.sub(_unescaped, value[1:-1])
    return value


def _unescaped(found: re.Match[str]) -> str:
    octal, other = found.groups()
    return chr(int(octal, 8)) if octal else _NAMED.get(other, other)
