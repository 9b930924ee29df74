"""One thing that a validation has to say."""

from __future__ import annotations

import re
from dataclasses import dataclass

from atelier_grader.text import Text
from atelier_grader.validation.say import say

_PLACED = re.compile(r"(?P<place>[^\s:][^:]*(?::\d+)?): (?P<message>.+)")


@dataclass(frozen=True)
class Finding:
    """`place` is `file:line`, or a file; a finding that is no problem is harmless."""

    place: str
    text: Text
    problem: bool

    @property
    def file_and_line(self) -> tuple[str, int | None]:
        file, separator, line = self.place.rpartition(":")
        return (file, int(line)) if separator and line.isdigit() else (self.place, None)


def fault_of(line: str) -> Finding:
    """The problem that one line of an error tells: `place: message`."""
    found = _PLACED.fullmatch(line)
    if found is None:
        return Finding("", say(line or "-"), True)
    return Finding(found["place"], say(found["message"]), True)
