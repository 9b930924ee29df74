"""ROS messages as CDR bytes, without ROS: building, reading, and what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from math import isfinite
from typing import Any

import numpy as np
from rosbags.interfaces import Nodetype
from rosbags.serde import SerdeError
from rosbags.typesys import Stores, get_typestore

from atelier_grader.sdf.error import nearest

STORE = get_typestore(Stores.ROS2_JAZZY)
MAX_BYTES = 16 * 2**20
NS = 1_000_000_000

_DTYPES = {"byte": "uint8", "octet": "uint8", "char": "uint8", "bool": "bool"}


class MessageError(ValueError):
    """Bytes that are not a message of the type, or a number in it that is not finite."""


def new(type_name: str, **values: Any) -> Any:
    """A message object with ROS's default values (zeros, empty), overridden by `values`."""
    if type_name not in STORE.fielddefs:
        raise MessageError(f"there is no ROS type '{type_name}'{nearest(type_name, STORE.types)}")
    defined = STORE.fielddefs[type_name][1]
    unknown = sorted(set(values) - {name for name, _ in defined})
    if unknown:
        hint = nearest(unknown[0], [name for name, _ in defined])
        raise MessageError(f"{type_name} has no field '{unknown[0]}'{hint}")
    arguments = {name: values[name] if name in values else _default(node) for name, node in defined}
    return STORE.types[type_name](**arguments)


def _default(node: Any) -> Any:
    kind, detail = node
    if kind == Nodetype.NAME:
        return new(detail)
    if kind == Nodetype.BASE:
        name = detail[0]
        if name in ("string", "wstring"):
            return ""
        return False if name == "bool" else np.dtype(_DTYPES.get(name, name)).type(0).item()
    (element_kind, element), length = detail
    count = length if kind == Nodetype.ARRAY else 0
    if element_kind == Nodetype.BASE and element[0] not in ("string", "wstring"):
        return np.zeros(count, _DTYPES.get(element[0], element[0]))
    return [_default((element_kind, element)) for _ in range(count)]


def time_message(now_ns: int) -> Any:
    """builtin_interfaces/msg/Time of a time in [0, 2**31) s."""
    return new("builtin_interfaces/msg/Time", sec=now_ns // NS, nanosec=now_ns % NS)


def header(now_ns: int, frame_id: str) -> Any:
    return new("std_msgs/msg/Header", stamp=time_message(now_ns), frame_id=frame_id)


def encode(message: Any) -> bytes:
    """CDR bytes, little-endian, with their four-byte encapsulation header."""
    return bytes(STORE.serialize_cdr(message, message.__msgtype__))


def decode(type_name: str, cdr: bytes, max_bytes: int = MAX_BYTES) -> Any:
    """The message in bytes from a stranger.

    Raises `MessageError` on an unknown type, more than `max_bytes`, bytes that are not such a
    message, bytes left over, and any number that is not finite.
    """
    if type_name not in STORE.fielddefs:
        raise MessageError(f"there is no ROS type '{type_name}'{nearest(type_name, STORE.types)}")
    if len(cdr) > max_bytes:
        raise MessageError(f"{type_name}: {len(cdr)} bytes are over the limit of {max_bytes}")
    try:
        message = STORE.deserialize_cdr(cdr, type_name)
    except (SerdeError, ValueError, MemoryError, RecursionError, OverflowError) as error:
        raise MessageError(f"{type_name}: {len(cdr)} bytes are no such message: {error}") from None
    require_finite(message)
    return message


def require_finite(message: Any) -> None:
    """Raises `MessageError` that names the first field whose number is not finite."""
    if _all_finite(message):
        return
    for path, value in _not_finite(message, ""):
        kind = getattr(message, "__msgtype__", type(message).__name__)
        raise MessageError(f"{kind}: expected a finite number in '{path}', got {value}")


def largest(message: Any) -> float:
    """The largest magnitude among a message's floating-point numbers; 0 without any."""
    if isinstance(message, float):
        return abs(message)
    if isinstance(message, np.ndarray):
        return float(np.abs(message).max(initial=0.0)) if message.dtype.kind == "f" else 0.0
    if isinstance(message, list):
        return max(map(largest, message), default=0.0)
    if is_dataclass(message):
        return max((largest(getattr(message, name)) for name in _names(message)), default=0)
    return 0.0


def _names(message: Any) -> tuple[str, ...]:
    """Its fields."""
    kind: Any = type(message)
    return _names_of(kind)


@cache
def _names_of(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind) if not field.name.startswith("__"))


def _all_finite(value: Any) -> bool:
    if isinstance(value, float):
        return isfinite(value)
    if isinstance(value, np.ndarray):
        return value.dtype.kind != "f" or bool(np.isfinite(value).all())
    if isinstance(value, list):
        return all(map(_all_finite, value))
    if is_dataclass(value):
        return all(map(_all_finite, [getattr(value, name) for name in _names(value)]))
    return True


def _not_finite(value: Any, path: str) -> Iterator[tuple[str, float]]:
    if isinstance(value, float):
        if not isfinite(value):
            yield path, value
    elif isinstance(value, np.ndarray):
        if value.dtype.kind == "f" and not np.isfinite(value).all():
            at = int(np.flatnonzero(~np.isfinite(value))[0])
            yield f"{path}[{at}]", float(value[at])
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _not_finite(item, f"{path}[{index}]")
    elif is_dataclass(value):
        for field in fields(value):
            if not field.name.startswith("__"):
                inner = f"{path}.{field.name}" if path else field.name
                yield from _not_finite(getattr(value, field.name), inner)
