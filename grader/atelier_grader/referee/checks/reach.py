"""The robot, or another entity, arrives in a region."""

from __future__ import annotations

from typing import Literal

from atelier_grader.referee.check import CHECKS
from atelier_grader.referee.checks.arrival import Arrival, ArrivalJudge, combine
from atelier_grader.referee.judge import Context, Judge
from atelier_grader.text import Text


@CHECKS.register
class Reach(Arrival):
    """The origin of `entity`, the robot where none is named, is in the region."""

    type: Literal["reach"] = "reach"
    entity: str | None = None

    def judge(self, context: Context) -> Judge:
        entity = self.entity or context.start.robot_name
        context.start.placement(entity)
        return ArrivalJudge(self, entity, context.place(self.region))

    def rule(self) -> Text:
        place = (ROBOT if self.entity is None else ENTITY).format(
            entity=self.entity, region=self.region.rule()
        )
        return combine(place, self.conditions())


ROBOT = Text(en="robot in the {region}", fr="robot dans le {region}", ar="الروبوت داخل {region}")
ENTITY = Text(
    en="{entity} in the {region}", fr="{entity} dans le {region}", ar="{entity} داخل {region}"
)
