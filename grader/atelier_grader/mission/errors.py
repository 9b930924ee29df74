"""The error of everything that an instructor declares, and the nearest valid name."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class MissionError(Exception):
    """A mission, or a file that it names, is wrong or missing: never the student's fault."""


class UnknownMissionError(MissionError):
    """No mission has this id."""


def nearest(name: object, valid: Iterable[str]) -> str | None:
    """The valid name that looks most like `name`, if one does."""
    found = difflib.get_close_matches(str(name), sorted(valid), n=1, cutoff=0.5)
    return found[0] if found else None


def did_you_mean(name: object, valid: Iterable[str]) -> str:
    """`; nearest valid name: 'x'`, or the valid names where none is near; empty where none is."""
    names = sorted(valid)
    if close := nearest(name, names):
        return f"; nearest valid name: {close!r}"
    return f"; valid names: {', '.join(map(repr, names))}" if names else ""
