"""The robot does not tip over."""

from __future__ import annotations

import math
from typing import ClassVar, Literal

from atelier_grader.referee.check import CHECKS, Check
from atelier_grader.referee.checks.extreme import ExtremeJudge
from atelier_grader.referee.judge import Context, Judge
from atelier_grader.referee.moment import Moment
from atelier_grader.referee.tolerance import Tolerance
from atelier_grader.text import Text, decimal


@CHECKS.register
class KeepUpright(Check):
    """Scores the robot's largest tilt from the vertical."""

    constraint: ClassVar[bool] = True
    type: Literal["keep_upright"] = "keep_upright"
    tilt_rad: Tolerance = Tolerance(full=0.2, zero=0.8)

    def judge(self, context: Context) -> Judge:
        return _TiltJudge(self.tilt_rad, self.rule())

    def rule(self) -> Text:
        return RULE.format(points=self.tilt_rad.rule("rad"))


class _TiltJudge(ExtremeJudge):
    metric = "max_tilt_rad"

    def _measure(self, moment: Moment) -> float:
        return math.acos(max(-1.0, min(1.0, moment.robot.cos_tilt)))

    def _say(self, value: float) -> Text:
        return TILTED.format(angle=decimal(value))


RULE = Text(
    en="stay upright: tilt {points}",
    fr="rester debout : inclinaison {points}",
    ar="البقاء منتصبا: الميل {points}",
)
TILTED = Text(en="tilted {angle} rad", fr="incliné de {angle} rad", ar="مال بمقدار {angle} راد")
