"""The reference of the mission file, as Markdown made from the declarations themselves.

`python -m atelier_grader.mission.reference FILE` brings the part between the marks up to date.
"""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Hashable, Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from atelier_grader.mission.declaration import Declaration
from atelier_grader.mission.limits import REASONS, Limits
from atelier_grader.mission.schema import ComputeBudget, InterfaceTopic, Mission, Term
from atelier_grader.mission.variations.base import VARIATIONS, Variation
from atelier_grader.referee.check import CHECKS, Check
from atelier_grader.referee.checks.carry import CarryBox
from atelier_grader.referee.polyline import Polyline
from atelier_grader.referee.region import SHAPES, Shape
from atelier_grader.referee.tolerance import Tolerance
from atelier_grader.text import Text

WORDS: dict[object, str] = {
    str: "text",
    float: "number",
    int: "whole number",
    bool: "`true`, `false`",
    Text: "`{en, fr, ar}`",
    Term: "text or `{en, fr, ar}`",
    Shape: " or ".join(SHAPES[name].__name__ for name in SHAPES),
}
BEGIN = "<!-- begin: made by atelier_grader.mission.reference -->"
END = "<!-- end -->"


def reference() -> str:
    """Every declared type: what it is, and its fields with type and default."""
    file_types: list[type[Declaration]] = [Mission, InterfaceTopic, ComputeBudget, Limits]
    shapes = [SHAPES[name] for name in SHAPES]
    parts_of_checks: list[type[Declaration]] = [Tolerance, *shapes, Polyline, CarryBox]
    parts = [
        "## The file\n",
        *_types(file_types),
        "## Checks\n",
        *_type(Check, "Every check"),
        *(line for name in CHECKS for line in _type(CHECKS[name], f"`{name}`", Check)),
        "## What checks are made of\n",
        *_types(parts_of_checks),
        "## Variations\n",
        *_type(Variation, "Every variation"),
        *(line for name in VARIATIONS for line in _type(VARIATIONS[name], f"`{name}`", Variation)),
    ]
    return "\n".join(parts)


def _types(declared: Iterable[type[Declaration]]) -> Iterator[str]:
    for each in declared:
        yield from _type(each)


def _type(
    declared: type[Declaration], title: str = "", base: type[Declaration] | None = None
) -> Iterator[str]:
    """One type under its title; fields of `base` are left out."""
    known = base.model_fields if base else {}
    fields = {name: info for name, info in declared.model_fields.items() if name not in known}
    yield f"### {title or declared.__name__}\n"
    for each in declared.__mro__:
        if each in (base, Declaration):
            break
        yield f"{inspect.getdoc(each)}\n"
    if declared is Limits:
        yield from _limits()
    elif fields:
        yield "| Field | Type | Default |\n|---|---|---|"
        yield from (_row(name, info) for name, info in fields.items())
        yield ""


def _limits() -> Iterator[str]:
    """Beside its default what each limit is of, and which verdict tells that it was broken."""
    said = attribute_docstrings(Limits)
    yield "| Field | Default | Of what | Verdict |\n|---|---|---|---|"
    for name, info in Limits.model_fields.items():
        of_what = " ".join(said[name].split())
        yield f"| `{name}` | `{_plain(info.default)}` | {of_what} | `{REASONS[name]}` |"
    yield ""


def attribute_docstrings(declared: type[Declaration]) -> dict[str, str]:
    """The text below each field of a class, which Python itself does not keep."""
    (body,) = (n.body for n in ast.parse(inspect.getsource(declared)).body if hasattr(n, "body"))
    return {
        field.target.id: str(text.value.value)
        for field, text in pairwise(body)
        if isinstance(field, ast.AnnAssign)
        and isinstance(field.target, ast.Name)
        and isinstance(text, ast.Expr)
        and isinstance(text.value, ast.Constant)
    }


def _row(name: str, info: FieldInfo) -> str:
    default = "required"
    if info.default is not PydanticUndefined:
        default = f"`{_plain(info.default)}`" if info.default is not None else "none"
    return f"| `{name}` | {_type_name(info.annotation)} | {default} |"


def _plain(value: object) -> str:
    if isinstance(value, Declaration):
        fields = (f"{name}: {_plain(each)}" for name, each in value)
        return "{" + ", ".join(fields) + "}"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return f"[{', '.join(map(_plain, value))}]"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _type_name(annotation: Any) -> str:
    """The annotation as a YAML author would say it."""
    if isinstance(annotation, Hashable) and annotation in WORDS:
        return WORDS[annotation]
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _type_name(arguments[0])
    if origin is Literal:
        return ", ".join(f"`{value}`" for value in arguments)
    if origin in (Union, UnionType):
        return " or ".join(_type_name(each) for each in arguments if each is not NoneType)
    if origin is tuple and arguments[-1] is Ellipsis:
        return f"list of {_type_name(arguments[0])}"
    if origin is tuple:
        return f"[{', '.join(map(_type_name, arguments))}]"
    return str(annotation.__name__)


def updated(document: str) -> str:
    """The document with its generated part renewed. Raises `ValueError` without the marks."""
    before, begin, rest = document.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"expected the marks {BEGIN!r} and {END!r}")
    return f"{before}{BEGIN}\n\n{reference()}\n{END}{after}"


if __name__ == "__main__":
    file = Path(sys.argv[1])
    file.write_text(updated(file.read_text(encoding="utf-8")), encoding="utf-8")
