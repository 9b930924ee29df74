"""The robot stays where it may drive."""

from __future__ import annotations

from typing import ClassVar, Literal

from atelier_grader.referee.check import CHECKS, Check
from atelier_grader.referee.checks.extreme import ExtremeJudge
from atelier_grader.referee.judge import Context, Judge
from atelier_grader.referee.moment import Moment
from atelier_grader.referee.region import PlacedRegion, Region
from atelier_grader.referee.tolerance import Tolerance
from atelier_grader.text import Text, decimal


@CHECKS.register
class StayInArea(Check):
    """Scores how far the robot's origin was outside the region at the most."""

    constraint: ClassVar[bool] = True
    type: Literal["stay_in_area"] = "stay_in_area"
    region: Region
    outside_m: Tolerance = Tolerance(full=0, zero=0.5)

    def judge(self, context: Context) -> Judge:
        return _AreaJudge(self, context.place(self.region))

    def rule(self) -> Text:
        return RULE.format(region=self.region.rule(), points=self.outside_m.rule("m"))


class _AreaJudge(ExtremeJudge):
    metric = "max_outside_m"

    def __init__(self, check: StayInArea, region: PlacedRegion) -> None:
        super().__init__(check.outside_m, check.rule())
        self._region = region

    def _measure(self, moment: Moment) -> float:
        return self._region.distance_m(moment.robot.x_m, moment.robot.y_m)

    def _say(self, value: float) -> Text:
        return OUTSIDE.format(distance=decimal(value))


RULE = Text(
    en="stay in the {region}; distance outside: {points}",
    fr="rester dans le {region} ; distance à l'extérieur : {points}",
    ar="البقاء داخل {region}؛ المسافة خارجها: {points}",
)
OUTSIDE = Text(
    en="{distance} m outside", fr="{distance} m à l'extérieur", ar="{distance} م خارج المنطقة"
)
