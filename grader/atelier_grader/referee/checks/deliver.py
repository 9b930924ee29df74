"""A load is put down where it belongs."""

from __future__ import annotations

from typing import Literal

from atelier_grader.referee.check import CHECKS
from atelier_grader.referee.checks.arrival import Arrival, ArrivalJudge, combine
from atelier_grader.referee.checks.reach import ENTITY, ROBOT
from atelier_grader.referee.judge import Context, Judge
from atelier_grader.referee.moment import Moment, Placement
from atelier_grader.referee.region import PlacedRegion, Region
from atelier_grader.text import Text, decimal


@CHECKS.register
class Deliver(Arrival):
    """The origin of `load` is in the region, between two heights, the robot in `robot_region`."""

    type: Literal["deliver"] = "deliver"
    load: str
    min_z_m: float | None = None
    max_z_m: float | None = None
    robot_region: Region | None = None

    def judge(self, context: Context) -> Judge:
        context.start.placement(self.load)
        robot = None if self.robot_region is None else context.place(self.robot_region)
        return _DeliverJudge(self, context.place(self.region), robot)

    def rule(self) -> Text:
        conditions = []
        if self.min_z_m is not None:
            conditions.append(ABOVE.format(z=decimal(self.min_z_m)))
        if self.max_z_m is not None:
            conditions.append(BELOW.format(z=decimal(self.max_z_m)))
        if self.robot_region is not None:
            conditions.append(ROBOT.format(region=self.robot_region.rule()))
        place = ENTITY.format(entity=self.load, region=self.region.rule())
        return combine(place, conditions + self.conditions())


class _DeliverJudge(ArrivalJudge):
    def __init__(self, check: Deliver, region: PlacedRegion, robot: PlacedRegion | None) -> None:
        super().__init__(check, check.load, region)
        self._low = check.min_z_m
        self._high = check.max_z_m
        self._robot_region = robot

    def _obstacle_inside(self, moment: Moment, place: Placement) -> Text | None:
        too_low = self._low is not None and place.z_m < self._low
        too_high = self._high is not None and place.z_m > self._high
        if too_low or too_high:
            return AT_HEIGHT.format(z=decimal(place.z_m))
        if self._robot_region is not None:
            robot = moment.robot
            distance = self._robot_region.distance_m(robot.x_m, robot.y_m)
            if distance > 0:
                return ROBOT_AWAY.format(distance=decimal(distance))
        return super()._obstacle_inside(moment, place)


ABOVE = Text(en="{z} m high or more", fr="à {z} m de haut ou plus", ar="على ارتفاع {z} م أو أكثر")
BELOW = Text(en="{z} m high or less", fr="à {z} m de haut ou moins", ar="على ارتفاع {z} م أو أقل")
AT_HEIGHT = Text(
    en="was there, but {z} m high",
    fr="y était, mais à {z} m de haut",
    ar="وصل، لكن على ارتفاع {z} م",
)
ROBOT_AWAY = Text(
    en="was there, but the robot was {distance} m from its place",
    fr="y était, mais le robot était à {distance} m de sa place",
    ar="وصل، لكن الروبوت كان على بعد {distance} م من مكانه",
)
