"""Which types can be transformed, and converted into each other."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any, ClassVar, TypeVar

Transform = Callable[[Any, Any], Any]
Convert = Callable[[Any], Any]
Function = TypeVar("Function")


class TypeException(Exception):
    """Nothing is registered for a type."""

    def __init__(self, errstr: str) -> None:
        super().__init__(errstr)
        self.errstr = errstr


class NotImplementedException(Exception):
    """A kind of buffer has no such method."""

    def __init__(self) -> None:
        self.errstr = "CanTransform or LookupTransform not implemented"
        super().__init__(self.errstr)


class TransformRegistration:
    """For each type, what applies a `TransformStamped` to it. Shared by all instances."""

    _functions: ClassVar[dict[Any, Transform]] = {}

    def add(self, key: Any, callback: Transform) -> None:
        self._functions[key] = callback

    def get(self, key: Any) -> Transform:
        """Raises `TypeException`."""
        return _get(self._functions, key)

    def print_me(self) -> None:
        print(self._functions)


class ConvertRegistration:
    """Conversions between types: directly, or through a message. Shared by all instances."""

    _to_msg: ClassVar[dict[Any, Convert]] = {}
    _from_msg: ClassVar[dict[Any, Convert]] = {}
    _convert: ClassVar[dict[Any, Convert]] = {}

    def add_from_msg(self, key: Any, callback: Convert) -> None:
        self._from_msg[key] = callback

    def add_to_msg(self, key: Any, callback: Convert) -> None:
        self._to_msg[key] = callback

    def add_convert(self, key: tuple[Any, Any], callback: Convert) -> None:
        self._convert[key] = callback

    def get_from_msg(self, key: Any) -> Convert:
        """Raises `TypeException`."""
        return _get(self._from_msg, key)

    def get_to_msg(self, key: Any) -> Convert:
        """Raises `TypeException`."""
        return _get(self._to_msg, key)

    def get_convert(self, key: tuple[Any, Any]) -> Convert:
        """Raises `TypeException`."""
        return _get(self._convert, key)


def convert(a: Any, b_type: Any) -> Any:
    """`a` as a `b_type`. Raises `TypeException`."""
    known = ConvertRegistration()
    if (type(a), b_type) in known._convert:
        return known.get_convert((type(a), b_type))(a)
    if type(a) is b_type:
        return deepcopy(a)
    return known.get_from_msg(b_type)(known.get_to_msg(type(a))(a))


def _get(functions: dict[Any, Function], key: Any) -> Function:
    if key not in functions:
        raise TypeException(f"Type {key} is not loaded or supported")
    return functions[key]
