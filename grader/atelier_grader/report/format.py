"""Numbers and evidence as readers see them."""

from __future__ import annotations

from atelier_grader.referee.evidence import Evidence
from atelier_grader.referee.result import CheckResult
from atelier_grader.report.phrases import (
    ALIKE,
    LABELLED,
    NO_WALLS,
    NOT_REPRODUCIBLE,
    PACED,
    PACED_SPREAD,
    SPREAD,
    STATUSES,
    WALLS_WITHOUT,
    WHEN_WHERE,
)
from atelier_grader.report.phrases import REPRODUCIBLE as EQUAL
from atelier_grader.report.result import Result
from atelier_grader.text import Language, Text, decimal


def number(value: float, language: Language, digits: int = 1) -> str:
    return decimal(value, digits).to(language)


def points(check: CheckResult, language: Language) -> str:
    """`6.7 / 20`."""
    return f"{number(check.points, language)} / {number(check.weight, language)}"


def place(evidence: Evidence, language: Language) -> str:
    """`at 12.3 s, at (1.2, 3.4) m`."""
    x, y, _ = evidence.position
    when = decimal(evidence.time_s, 2)
    return WHEN_WHERE.format(time=when, x=decimal(x), y=decimal(y)).to(language)


def summary(result: Result) -> list[Text]:
    """What is to say about all seeds and repeats together."""
    lines = []
    if result.environment.mode == "paced":
        lines += _paced(result)
    if result.spread is not None and len(result.seeds) > 1:
        low, high = decimal(result.spread.minimum, 1), decimal(result.spread.maximum, 1)
        template = ALIKE if low == high else SPREAD
        lines.append(template.format(count=len(result.seeds), low=low, high=high))
    if result.reproducible is not None:
        template = EQUAL if result.reproducible else NOT_REPRODUCIBLE
        lines.append(template.format(repeats=result.repeats))
    return lines


def _paced(result: Result) -> list[Text]:
    """That the wall clock kept the pace, and how far the repeats of a seed lie apart."""
    rtf = result.environment.rtf
    lines = [PACED.format(rtf=decimal(rtf))] if rtf is not None else []  # None: nothing ran
    for seed in result.seeds:
        if len(seed.scores) > 1:
            low, high = decimal(min(seed.scores), 1), decimal(max(seed.scores), 1)
            count = len(seed.scores)
            lines.append(PACED_SPREAD.format(repeats=count, seed=seed.seed, low=low, high=high))
    return lines


def walls(result: Result) -> list[Text]:
    """What of the sandbox could not be had, in a grading that went on without it."""
    sandbox = result.environment.sandbox
    if sandbox is None or not sandbox.missing or not result.seeds:
        return []
    template = WALLS_WITHOUT if sandbox.active else NO_WALLS
    return [template.format(missing="; ".join(sandbox.missing))]


def mark(check: CheckResult) -> str:
    """One sign for the eye: all, some, none of the points, or not judged."""
    if check.status == "not_judged":
        return "–"
    if check.score >= 1.0:
        return "✓"
    return "◐" if check.score > 0 else "✗"


def status(check: CheckResult, language: Language) -> str:
    """`passed`, or `in part` where some of the points were earned."""
    partial = check.status == "failed" and check.score > 0
    return STATUSES["partial" if partial else check.status].to(language)


def labelled(label: Text, value: object, language: Language) -> str:
    """`label: value`, with each language's own spacing before the colon."""
    return LABELLED.format(label=label, value=value).to(language).rstrip()
