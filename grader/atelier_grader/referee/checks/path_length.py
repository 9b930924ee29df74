"""The robot takes no needless detour."""

from __future__ import annotations

import math
from typing import ClassVar, Literal

from atelier_grader.mission.declaration import Length
from atelier_grader.referee.check import CHECKS, Check
from atelier_grader.referee.evidence import testimony
from atelier_grader.referee.judge import Context, Judge, Outcome
from atelier_grader.referee.moment import Moment
from atelier_grader.referee.tolerance import Tolerance
from atelier_grader.text import Text, decimal


@CHECKS.register
class PathLength(Check):
    """Scores the way driven until `requires` have passed, as a multiple of `length_m`."""

    constraint: ClassVar[bool] = True
    type: Literal["path_length"] = "path_length"
    length_m: Length
    ratio: Tolerance

    def judge(self, context: Context) -> Judge:
        return _LengthJudge(self, context)

    def rule(self) -> Text:
        return RULE.format(length=decimal(self.length_m), points=self.ratio.rule("×"))


class _LengthJudge(Judge):
    def __init__(self, check: PathLength, context: Context) -> None:
        self._check = check
        self._passed_ns = context.passed_ns
        self._driven_m = 0.0
        self._where = context.start.robot.position
        self._when_s = 0.0

    def observe(self, moment: Moment) -> None:
        if self.decided:
            return
        where = moment.robot.position
        self._driven_m += math.hypot(where[0] - self._where[0], where[1] - self._where[1])
        self._where = where
        self._when_s = moment.now_s
        self.decided = all(name in self._passed_ns for name in self._check.requires)

    def outcome(self, now_ns: int) -> Outcome:
        ratio = self._driven_m / self._check.length_m
        score = self._check.ratio.score(ratio)
        if score == 1.0:
            return Outcome(True, 1.0)
        actual = DRIVEN.format(length=decimal(self._driven_m), ratio=decimal(ratio))
        evidence = testimony(self._when_s, self._where, self._check.rule(), actual)
        return Outcome(False, score, (evidence,))


RULE = Text(
    en="way driven, against {length} m: {points}",
    fr="chemin parcouru, pour {length} m : {points}",
    ar="المسافة المقطوعة مقارنة بـ {length} م: {points}",
)
DRIVEN = Text(
    en="{length} m driven, {ratio} times as much",
    fr="{length} m parcourus, soit {ratio} fois plus",
    ar="قُطع {length} م، أي {ratio} ضعفا",
)
