"""Commands whose sender has put something else than a float where one belongs.

From Jazzy on rclpy does not check it: it reads what lies there as a double. A whole number, or a
float of NumPy's with 32 bits, then is a number next to 0. Arrays take them as the numbers they are.
"""

from __future__ import annotations

import ctypes
from dataclasses import fields, is_dataclass
from typing import Any

TINY = 2.0**32 * 5e-324
"""Doubles below have nothing in the half of their bits that says how large they are."""

ZERO = ctypes.c_double.from_address(id(0) + object.__basicsize__).value
"""What gets there for the integer 0, which is as good as 0.0: from Python 3.12 on it isn't that."""


def misread(message: Any, path: str = "") -> str | None:
    """The first field of a message that holds such a number; None without.

    Sums that fade away get there too, but not with a program's first messages.
    """
    if isinstance(message, float):
        return path if 0 < abs(message) < TINY and message != ZERO else None
    parts: list[tuple[str, Any]] = []
    if isinstance(message, list):
        parts = [(f"{path}[{index}]", each) for index, each in enumerate(message)]
    elif is_dataclass(message):
        names = (field.name for field in fields(message))
        parts = [(f"{path}.{name}" if path else name, getattr(message, name)) for name in names]
    return next((where for name, each in parts if (where := misread(each, name))), None)
