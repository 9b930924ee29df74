"""The error of everything that an instructor declares, and the nearest valid name."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from atelier_grader.text import Text


class MissionError(Exception):
    """A mission, or a file that it names, is wrong or missing: never the student's fault."""


class UnknownMissionError(MissionError):
    """No mission has the id `mission`; `nearest` is what to add for students."""

    def __init__(self, mission: str, valid: Iterable[str]) -> None:
        names = list(valid)
        super().__init__(f"no mission {mission!r}{did_you_mean(mission, names)}")
        self.mission = mission
        self.nearest = valid_names(mission, names)


def nearest(name: object, valid: Iterable[str]) -> str | None:
    """The valid name that looks most like `name`, if one does."""
    found = difflib.get_close_matches(str(name), sorted(valid), n=1, cutoff=0.5)
    return found[0] if found else None


def did_you_mean(name: object, valid: Iterable[str]) -> str:
    """`; nearest valid name: 'x'`, or the valid names where none is near; empty where none is."""
    names = sorted(valid)
    return valid_names(name, names).en if names else ""


def valid_names(name: object, valid: Iterable[str]) -> Text:
    """The same, to end a sentence in each language; says so where there is no valid name."""
    names = sorted(valid)
    if close := nearest(name, names):
        return Text(
            en=f"; nearest valid name: {close!r}",
            fr=f" ; nom valide le plus proche : « {close} »",
            ar=f"؛ أقرب اسم صحيح: {close!r}",
        )
    if not names:
        return Text(
            en="; there is no valid name",
            fr=" ; il n'y a aucun nom valide",
            ar="؛ لا يوجد أي اسم صحيح",
        )
    return Text(
        en=f"; valid names: {', '.join(map(repr, names))}",
        fr=f" ; noms valides : {', '.join(f'« {each} »' for each in names)}",
        ar=f"؛ الأسماء الصحيحة: {'، '.join(map(repr, names))}",
    )
