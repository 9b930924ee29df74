"""One thing that a validation has to say."""

from __future__ import annotations

from dataclasses import dataclass

from atelier_grader.text import Text


@dataclass(frozen=True)
class Finding:
    """`place` is `file:line`, or a file; a finding that is no problem is harmless."""

    place: str
    text: Text
    problem: bool
