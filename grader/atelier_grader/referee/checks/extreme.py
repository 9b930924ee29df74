"""What constraints on the worst value of a run share."""

from __future__ import annotations

from abc import abstractmethod

from atelier_grader.referee.evidence import Evidence, testimony
from atelier_grader.referee.judge import Judge, Outcome
from atelier_grader.referee.moment import Moment
from atelier_grader.referee.tolerance import Tolerance
from atelier_grader.text import Text


class ExtremeJudge(Judge):
    """Scores the largest of the values that `_measure` finds, and says when and where it was."""

    metric: str

    def __init__(self, tolerance: Tolerance, rule: Text) -> None:
        self._tolerance = tolerance
        self._rule = rule
        self._worst = 0.0
        self._when_s = 0.0
        self._where: tuple[float, float, float] | None = None

    @abstractmethod
    def _measure(self, moment: Moment) -> float: ...

    @abstractmethod
    def _say(self, value: float) -> Text:
        """The measured value with its unit."""

    def observe(self, moment: Moment) -> None:
        value = self._measure(moment)
        if value > self._worst:
            self._worst = value
            self._when_s = moment.now_s
            self._where = moment.robot.position

    def outcome(self, now_ns: int) -> Outcome:
        score = self._tolerance.score(self._worst)
        evidence: tuple[Evidence, ...] = ()
        if score < 1 and self._where is not None:
            actual = self._say(self._worst)
            evidence = (testimony(self._when_s, self._where, self._rule, actual),)
        return Outcome(score == 1.0, score, evidence)

    def metrics(self) -> dict[str, float]:
        return {self.metric: self._worst}
