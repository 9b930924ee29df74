"""Where something stands in an SDF file, and the error that names it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

_MAX_NAMES = 2000


@dataclass(frozen=True)
class Place:
    """A line of a file; line 0 stands for the file as a whole."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


class SdfError(Exception):
    """A world that cannot be read: `place`, what is wrong, and the nearest valid name."""

    def __init__(self, place: Place, message: str) -> None:
        super().__init__(f"{place}: {message}")
        self.place = place
        self.message = message


@dataclass(frozen=True)
class Unsupported:
    """An element that was read and has no effect. Harmless: neither motion nor data differ."""

    place: Place
    element: str
    harmless: bool
    note: str

    def __str__(self) -> str:
        kind = "harmless" if self.harmless else "NOT SUPPORTED"
        return f"{self.place}: <{self.element}>: {kind}: {self.note}"


def did_you_mean(name: str, valid: Iterable[str]) -> str:
    """`; did you mean 'x'?` where a very close name exists, else nothing."""
    close = difflib.get_close_matches(name[:200], sorted(valid)[:_MAX_NAMES], n=1, cutoff=0.8)
    return f"; did you mean '{close[0]}'?" if close else ""


def nearest(name: str, valid: Iterable[str]) -> str:
    """`; did you mean 'x'?` where a close name exists, else the list of the first ten names."""
    names = sorted(valid)
    close = difflib.get_close_matches(name[:200], names[:_MAX_NAMES], n=1)
    if close:
        return f"; did you mean '{close[0]}'?"
    if not names:
        return "; there are none"
    more = ", ..." if len(names) > 10 else ""
    return f"; valid: {', '.join(names[:10])}{more}"
