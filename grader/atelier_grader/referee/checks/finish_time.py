"""The robot is done in good time."""

from __future__ import annotations

from typing import ClassVar, Literal

from atelier_grader.mission.declaration import Identifier
from atelier_grader.referee.check import CHECKS, Check
from atelier_grader.referee.evidence import testimony
from atelier_grader.referee.judge import Context, Judge, Outcome
from atelier_grader.referee.moment import Moment
from atelier_grader.referee.tolerance import Tolerance
from atelier_grader.text import Text, decimal


@CHECKS.register
class FinishTime(Check):
    """Scores the simulated time at which the earlier objective `of` passed."""

    constraint: ClassVar[bool] = True
    type: Literal["finish_time"] = "finish_time"
    of: Identifier
    time_s: Tolerance

    def judge(self, context: Context) -> Judge:
        return _FinishJudge(self, context)

    def rule(self) -> Text:
        return RULE.format(points=self.time_s.rule("s"))

    def needs(self) -> tuple[tuple[tuple[str | int, ...], str], ...]:
        return ((("of",), self.of), *super().needs())


class _FinishJudge(Judge):
    def __init__(self, check: FinishTime, context: Context) -> None:
        self._check = check
        self._passed_ns = context.passed_ns
        self._where: tuple[float, float, float] | None = None

    def observe(self, moment: Moment) -> None:
        if self._where is None and self._check.of in self._passed_ns:
            self._where = moment.robot.position

    def outcome(self, now_ns: int) -> Outcome:
        passed_ns = self._passed_ns.get(self._check.of)
        if passed_ns is None:
            return Outcome(False, 0.0)
        time_s = passed_ns * 1e-9
        score = self._check.time_s.score(time_s)
        if score == 1.0 or self._where is None:
            return Outcome(score == 1.0, score)
        actual = DONE.format(time=decimal(time_s))
        return Outcome(False, score, (testimony(time_s, self._where, self._check.rule(), actual),))


RULE = Text(en="finish time: {points}", fr="temps d'arrivée : {points}", ar="زمن الوصول: {points}")
DONE = Text(en="after {time} s", fr="après {time} s", ar="بعد {time} ث")
