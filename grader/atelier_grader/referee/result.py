"""How the checks of one run ended."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

from pydantic import Field

from atelier_grader.mission.declaration import Declaration, Identifier, Many
from atelier_grader.referee.evidence import Evidence
from atelier_grader.text import Text

Status = Literal["passed", "failed", "not_judged"]


class CheckResult(Declaration):
    """One check of one run: `score` in [0, 1] of `weight` points; `cause` where not judged."""

    id: Identifier
    title: Text
    weight: float = Field(ge=0, le=100)
    score: float = Field(ge=0, le=1)
    status: Status
    cause: Text | None = None
    evidence: Many[Evidence] = ()
    hint: Text | None = None

    @property
    def points(self) -> float:
        return self.weight * self.score


@dataclass(frozen=True)
class RefereeReport:
    """`score` in [0, 100]; `trace` the robot's way: time_s, x_m, y_m, at most 5 a second."""

    checks: tuple[CheckResult, ...]
    score: float
    metrics: dict[str, float] = field(default_factory=dict)
    trace: tuple[tuple[float, float, float], ...] = ()

    def voided(self) -> RefereeReport:
        """The report of a run that does not count."""
        checks = tuple(
            each.model_copy(update={"score": 0.0, "status": "not_judged", "cause": VOID})
            for each in self.checks
        )
        return replace(self, checks=checks, score=0.0)


VOID = Text(
    en="The run does not count.",
    fr="L'essai ne compte pas.",
    ar="لا تُحتسب هذه المحاولة.",
)
