"""Faults of a YAML file in words for its author: the line, what was expected, what was found."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from atelier_grader.mission.errors import did_you_mean

Declared = TypeVar("Declared", bound=BaseModel)

PLAIN_WORDS = (
    ("Tuple should have", "expected a list with"),
    ("String should have", "expected a text with"),
    ("String should match", "expected a text that matches"),
    ("a valid tuple", "a list"),
    ("a valid dictionary", "a mapping"),
    (" after validation", ""),
)
"""What pydantic says, and how a YAML author says it."""


MAX_REPEATED = 10
"""How many times as large aliases may make a file."""


class YamlFault(Exception):
    """A file is no YAML or not as declared; the message has a line for each fault."""


def read_yaml(file: Path, text: str, kind: type[Declared]) -> tuple[Declared, Node | None]:
    """A YAML text as `kind`, and its nodes for `line_of`. Raises `YamlFault`."""
    try:
        root = YAML(typ="safe", pure=True).compose(text)
        if _written_out(root, {}) > MAX_REPEATED * (len(text) + 1000):
            raise YamlFault(f"{file}:1: its aliases repeat too much")
        data = YAML(typ="safe", pure=True).load(text)
    except YamlFault:
        raise
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise YamlFault(f"{file}:{line}: not valid YAML: {error.problem}") from None
    except (YAMLError, ValueError, RecursionError) as error:
        raise YamlFault(f"{file}:1: not valid YAML: {error}") from None
    except Exception as error:  # of any kind: `!!bool x` is a KeyError
        raise YamlFault(f"{file}:1: not valid YAML: {type(error).__name__}: {error}") from None
    if not isinstance(data, dict):
        raise YamlFault(f"{file}:1: expected a mapping of fields, got {_short(data)}")
    try:
        return kind.model_validate(data), root
    except ValidationError as error:
        lines = [f"{file}:{line_of(root, e['loc'])}: {explain(e)}" for e in error.errors()]
        raise YamlFault("\n".join(lines)) from None


def _written_out(node: Node | None, known: dict[int, float]) -> float:
    """Characters and nodes below `node` with each alias written out; infinite where it is its own.

    A few lines of aliases of aliases are gigabytes.
    """
    if not isinstance(node, (MappingNode, SequenceNode)):
        return 1.0 + len(node.value if node is not None else "")
    if id(node) not in known:
        known[id(node)] = math.inf
        parts = (
            [each for pair in node.value for each in pair]
            if isinstance(node, MappingNode)
            else node.value
        )
        known[id(node)] = 1.0 + sum(_written_out(part, known) for part in parts)
    return known[id(node)]


def line_of(node: Node | None, location: tuple[int | str, ...]) -> int:
    """Line, from 1, of the node at `location`, or of the deepest one on the way that exists."""
    line = 1
    for step in location:
        if isinstance(node, MappingNode):
            found = next(((k, v) for k, v in node.value if k.value == step), None)
            if found is None:
                continue  # a discriminator's value, or a field that is missing
            line, node = found[0].start_mark.line + 1, found[1]
        elif isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
            line = node.start_mark.line + 1
        else:
            break
    return line


def explain(error: ErrorDetails) -> str:
    """What pydantic found, in the words of a YAML author."""
    field = ""
    for step in error["loc"]:
        field += f"[{step}]" if isinstance(step, int) else f".{step}"
    field = field.lstrip(".") or "the file"
    context: dict[str, Any] = error.get("ctx", {})
    if error["type"] == "missing":
        return f"{field}: expected a value, got nothing"
    message = error["msg"].removeprefix("Value error, ").replace("Input should be", "expected", 1)
    for said, meant in PLAIN_WORDS:
        message = message.replace(said, meant)
    near = context.get("near", "")
    if error["type"] == "literal_error":
        near = did_you_mean(error["input"], context["expected"].split("'")[1::2])
    return f"{field}: {message}, got {_short(error['input'])}{near}"


def _short(value: object) -> str:
    try:
        shown = repr(value)
    except ValueError:  # a number of thousands of digits
        shown = type(value).__name__
    return shown if len(shown) <= 80 else f"{shown[:77]}..."
