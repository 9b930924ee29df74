"""The robot drives no faster than allowed."""

from __future__ import annotations

from typing import ClassVar, Literal

from atelier_grader.mission.declaration import Many
from atelier_grader.referee.check import CHECKS, Check
from atelier_grader.referee.checks.extreme import ExtremeJudge
from atelier_grader.referee.judge import Context, Judge
from atelier_grader.referee.moment import Moment
from atelier_grader.referee.region import PlacedRegion, Region
from atelier_grader.referee.tolerance import Tolerance
from atelier_grader.text import COMMA, Text, decimal, join


@CHECKS.register
class SpeedLimit(Check):
    """Scores the robot's highest speed, everywhere or in any of `regions` only."""

    constraint: ClassVar[bool] = True
    type: Literal["speed_limit"] = "speed_limit"
    speed_mps: Tolerance
    regions: Many[Region] = ()

    def judge(self, context: Context) -> Judge:
        return _SpeedJudge(self, tuple(context.place(region) for region in self.regions))

    def rule(self) -> Text:
        points = self.speed_mps.rule("m/s")
        if not self.regions:
            return EVERYWHERE.format(points=points)
        return WITHIN.format(points=points, regions=join([r.rule() for r in self.regions], COMMA))


class _SpeedJudge(ExtremeJudge):
    metric = "max_speed_mps"

    def __init__(self, check: SpeedLimit, regions: tuple[PlacedRegion, ...]) -> None:
        super().__init__(check.speed_mps, check.rule())
        self._regions = regions

    def _measure(self, moment: Moment) -> float:
        robot = moment.robot
        if self._regions and all(r.distance_m(robot.x_m, robot.y_m) > 0 for r in self._regions):
            return 0.0
        return moment.speed_mps(moment.robot_name)

    def _say(self, value: float) -> Text:
        return SPEED.format(speed=decimal(value))


EVERYWHERE = Text(en="speed: {points}", fr="vitesse : {points}", ar="السرعة: {points}")
WITHIN = Text(
    en="speed in {regions}: {points}",
    fr="vitesse dans {regions} : {points}",
    ar="السرعة داخل {regions}: {points}",
)
SPEED = Text(en="{speed} m/s", fr="{speed} m/s", ar="{speed} م/ث")
