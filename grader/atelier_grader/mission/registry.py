"""Declarations of several types in one list, told apart by one field."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Generic, TypeVar, get_args

from atelier_grader.mission.declaration import Declaration, fault, refuse

D = TypeVar("D", bound=Declaration)


class Registry(Generic[D]):
    """The types of a list's members, by the literal value of their `tag` field."""

    def __init__(self, base: type[D], tag: str) -> None:
        self._base = base
        self._tag = tag
        self._types: dict[str, type[D]] = {}

    def register(self, declared: type[D]) -> type[D]:
        """Class decorator. The class says its name as `tag: Literal["name"]`."""
        (name,) = get_args(declared.model_fields[self._tag].annotation)
        if self._types.setdefault(name, declared) is not declared:
            raise ValueError(f"{self._tag} {name!r} is registered twice")
        return declared

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._types))

    def __getitem__(self, name: str) -> type[D]:
        return self._types[name]

    def parse(self, value: Any) -> D:
        """Validate one member of the list: a mapping, or a declaration as it is."""
        if isinstance(value, self._base):
            return value
        if not isinstance(value, dict):
            refuse([fault((), f"expected a mapping with a field {self._tag!r}", value)])
        name = value.get(self._tag)
        declared = self._types.get(name) if isinstance(name, str) else None
        if declared is None:
            refuse([fault((self._tag,), f"expected a known {self._tag}", name, self._types)])
            raise AssertionError
        return declared.model_validate(value)
