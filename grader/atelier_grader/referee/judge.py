"""What follows one run on behalf of one check."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from atelier_grader.referee.evidence import Evidence
from atelier_grader.referee.moment import Moment
from atelier_grader.referee.region import PlacedRegion, Shape


@dataclass(frozen=True)
class Context:
    """The beginning of a run: the truth at time 0, the mission's folder, and the arrivals.

    `passed_ns` says when each objective has passed; the referee fills it as the run goes.
    """

    start: Moment
    folder: Path
    passed_ns: Mapping[str, int] = field(default_factory=dict)

    def place(self, region: Shape) -> PlacedRegion:
        """Put a declared region into the world. Raises `KeyError` where it names no model."""
        return region.place(self.start.placement(region.at) if region.at is not None else None)


@dataclass(frozen=True)
class Outcome:
    """`passed` is all that was asked for; `score` in [0, 1]."""

    passed: bool
    score: float
    evidence: tuple[Evidence, ...] = ()


class Judge(ABC):
    """Follows one run for one check. `decided`: nothing that still happens can change it."""

    decided: bool = False

    @abstractmethod
    def observe(self, moment: Moment) -> None:
        """Look at the truth, every 20 ms of simulated time; must cost microseconds."""

    @abstractmethod
    def outcome(self, now_ns: int) -> Outcome:
        """The result if the run ended at `now_ns`."""

    def metrics(self) -> dict[str, float]:
        """Measured values worth reporting beside the score."""
        return {}
