"""From runs and reasons to one verdict and one score."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median, pstdev

from atelier_grader.report.result import Reason, SeedResult, Spread, Verdict


def verdict_of(score: float, pass_mark: float | None, reasons: Sequence[Reason]) -> Verdict:
    """Our fault goes before the submission's, so that it never costs the student."""
    faults = {reason.fault for reason in reasons}
    if "ours" in faults or pass_mark is None:
        return "not_graded"
    if "submission" in faults:
        return "rejected"
    return "passed" if score >= pass_mark else "failed"


def median_score(seeds: Sequence[SeedResult]) -> float:
    """The median of the seeds' scores; 0 without any."""
    return round(median(seed.score for seed in seeds), 6) if seeds else 0.0


def spread_of(seeds: Sequence[SeedResult]) -> Spread | None:
    scores = [seed.score for seed in seeds]
    if not scores:
        return None
    deviation = round(pstdev(scores), 6)
    return Spread(minimum=min(scores), maximum=max(scores), deviation=deviation)


def reproducible(seeds: Sequence[SeedResult]) -> bool | None:
    """False if a repeat of any seed differed, True if all were equal, None if none was made."""
    answers = [seed.reproducible for seed in seeds]
    if False in answers:
        return False
    return True if True in answers else None
