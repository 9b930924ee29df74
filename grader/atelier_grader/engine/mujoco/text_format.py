"""Messages written as text, in protobuf's human-readable form: `linear: {x: 1}, angular {z: 2}`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from math import isclose
from typing import Any

import numpy as np

from atelier_grader.messages import new
from atelier_grader.sdf.error import nearest

_TOKEN = re.compile(
    r"\s*(?:#[^\n]*|(?P<text>'[^']*'|\"[^\"]*\")|(?P<mark>[:{}<>\[\],;])"
    r"|(?P<word>[^\s:{}<>\[\],;'\"#]+))"
)
_CLOSES = {"{": "}", "<": ">"}
_KINDS = {bool: "true or false", int: "a whole number", float: "a number"}
_ABS, _REL = 1e-12, 1e-9


def message_of(ros_type: str, text: str) -> Any:
    """A message with the fields that the text gives. Raises `ValueError`."""
    tokens = list(_tokens(text))
    message = new(ros_type)
    _fields(message, tokens, "")
    return message


def _tokens(text: str) -> Iterator[str]:
    at = 0
    while text[at:].strip():
        found = _TOKEN.match(text, at)
        if found is None:
            raise ValueError(f"expected a message as text, got '{text[at:].strip()[:40]}'")
        at = found.end()
        token = found["text"] or found["mark"] or found["word"]
        if token:
            yield token


def _fields(message: Any, tokens: list[str], end: str) -> None:
    """Read `name: value` pairs up to `end` into the message."""
    while tokens:
        name = tokens.pop(0)
        if name == end:
            return
        if name in ",;":
            continue
        _assign(message, name, tokens)
    if end:
        raise ValueError(f"expected '{end}' at the end")


def _assign(message: Any, name: str, tokens: list[str]) -> None:
    known = [each.name for each in fields(message) if not each.name.startswith("__")]
    if name not in known:
        raise ValueError(f"there is no field '{name}'{nearest(name, known)}")
    if tokens and tokens[0] == ":":
        tokens.pop(0)
    if not tokens:
        raise ValueError(f"field '{name}' has no value")
    inner = getattr(message, name)
    opening = tokens[0]
    if opening in _CLOSES:
        if not is_dataclass(inner):
            raise ValueError(f"field '{name}' expected one value, got '{opening}'")
        tokens.pop(0)
        _fields(inner, tokens, _CLOSES[opening])
    elif isinstance(inner, np.ndarray | list):
        setattr(message, name, _extended(inner, _values(tokens)))
    else:
        setattr(message, name, _scalar(name, inner, tokens.pop(0)))


def _values(tokens: list[str]) -> list[str]:
    """One value, or several in brackets."""
    first = tokens.pop(0)
    if first != "[":
        return [first]
    found = []
    while tokens and (word := tokens.pop(0)) != "]":
        if word != ",":
            found.append(word)
    return found


def _extended(values: Any, given: list[str]) -> Any:
    if isinstance(values, np.ndarray):
        return np.append(values, [float(each) for each in given]).astype(values.dtype)
    return [*values, *(each.strip("'\"") for each in given)]


def _scalar(name: str, default: Any, token: str) -> Any:
    try:
        if isinstance(default, bool):
            return {"true": True, "1": True, "false": False, "0": False}[token]
        if isinstance(default, int):
            return int(token, 0)
        if isinstance(default, float):
            return float(token)
    except (KeyError, ValueError):
        kind = _KINDS[type(default)]
        raise ValueError(f"field '{name}' expected {kind}, got '{token}'") from None
    if isinstance(default, str):
        return token.strip("'\"")
    raise ValueError(f"field '{name}' expected a message in braces, got '{token}'")


def equal(wanted: Any, found: Any, tolerance: float = 0.0) -> bool:
    """All fields are the same but for the header; numbers may differ by `tolerance`."""
    if is_dataclass(wanted):
        names = [each.name for each in fields(wanted) if not each.name.startswith("__")]
        return all(
            equal(getattr(wanted, name), getattr(found, name), tolerance)
            for name in names
            if name != "header"
        )
    if isinstance(wanted, float):
        return isclose(wanted, found, rel_tol=_REL, abs_tol=max(tolerance, _ABS))
    if isinstance(wanted, np.ndarray | list):
        pairs = zip(wanted, found, strict=False)
        return len(wanted) == len(found) and all(equal(a, b, tolerance) for a, b in pairs)
    return bool(wanted == found)
