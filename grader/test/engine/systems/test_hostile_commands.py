"""Commands that are well-formed and mean: no system may fail on what a program can say.

What is raised in the engine, but for an unstable state, would count as our failure.
"""

from __future__ import annotations

import contextlib
from typing import Any

import numpy as np
import pytest

from atelier_grader.bridge_types import ROS_TYPES
from atelier_grader.engine.protocol import UnstableError
from atelier_grader.messages import STORE, decode, encode, new

from .cases import CASES, build

LARGEST = float(np.finfo(np.float64).max)
LARGEST_32 = float(np.finfo(np.float32).max)
NAMES = ("", "front_left_steer", "rear_left", "base", "world", "\u0000", "x" * 999)
RECIPES = {
    "largest": (1.0, 2, 1),
    "most negative": (-1.0, 2, -1),
    "with a square too large": (1e-140, 2, 1),
    "fast": (1e-303, 3, -1),
    "smallest": (5e-324 / LARGEST, 1, 0),
    "empty": (0.0, 0, 0),
    "more numbers than names": (1e-306, 5, 1),
}
"""Floating-point numbers as a part of the largest, elements of a sequence, sign of whole numbers."""


def filled(type_name: str, recipe: tuple[float, int, int]) -> Any:
    """A message with the same in each of its fields, however deep."""
    count = recipe[1]
    message = new(type_name)
    for name, (kind, detail) in STORE.fielddefs[type_name][1]:
        value = getattr(message, name)
        if kind.name == "BASE":
            value = _number(detail[0], recipe)
        elif kind.name == "NAME":
            value = filled(detail, recipe)
        else:
            inner_kind, inner = detail[0]
            length = detail[1] if kind.name == "ARRAY" else count
            if inner_kind.name == "NAME":
                value = [filled(inner, recipe) for _ in range(length)]
            elif isinstance(value, np.ndarray):
                value = np.full(length, _number(str(value.dtype), recipe), value.dtype)
            else:
                value = [NAMES[1 + index % 3] for index in range(min(length, 3))]
        setattr(message, name, value)
    return message


def _number(base: str, recipe: tuple[float, int, int]) -> Any:
    part, count, sign = recipe
    if base == "float64":
        return part * LARGEST
    if base == "float32":
        return part * LARGEST_32
    if base in ("string", "wstring"):
        return NAMES[count]
    if base == "bool":
        return sign > 0
    info = np.iinfo({"byte": "uint8", "octet": "uint8", "char": "uint8"}.get(base, base))
    return {1: int(info.max), -1: int(info.min), 0: 0}[sign]


@pytest.mark.parametrize("name", [n for n, case in CASES.items() if case.commands])
def test_mean_commands_break_nothing_but_physics(name: str, lab: Any) -> None:
    said = 0
    for recipe in RECIPES.values():
        engine = build(lab, name)
        lab.listen(engine)
        lab.run(engine, 0.05)
        for endpoint in engine.subscribers:
            kind = next(each for each in ROS_TYPES[endpoint.gz_type] if each in STORE.fielddefs)
            message = decode(kind, encode(filled(kind, recipe)))  # as it comes from a program
            engine.send(endpoint.topic, message)
            said += 1
        with contextlib.suppress(UnstableError):
            lab.run(engine, 0.2)
        engine.close()
    assert said >= len(RECIPES)
