"""The robot keeps its load aboard."""

from __future__ import annotations

from typing import ClassVar, Literal

from atelier_grader.mission.declaration import Declaration, Length
from atelier_grader.referee.check import CHECKS, Check
from atelier_grader.referee.evidence import Evidence, witness
from atelier_grader.referee.judge import Context, Judge, Outcome
from atelier_grader.referee.moment import Moment
from atelier_grader.text import Text, decimal


class CarryBox(Declaration):
    """A box in the robot's frame, centred at (`x_m`, `y_m`, `z_m`)."""

    x_m: float = 0.0
    y_m: float = 0.0
    z_m: float = 0.0
    length_m: Length
    width_m: Length
    height_m: Length


@CHECKS.register
class Carry(Check):
    """The origin of `load` never leaves a box on the robot."""

    constraint: ClassVar[bool] = True
    type: Literal["carry"] = "carry"
    load: str
    box: CarryBox

    def judge(self, context: Context) -> Judge:
        context.start.placement(self.load)
        return _CarryJudge(self)

    def rule(self) -> Text:
        return ABOARD.format(load=self.load)


class _CarryJudge(Judge):
    def __init__(self, check: Carry) -> None:
        self._check = check
        box = check.box
        self._limits = (
            (box.x_m, box.length_m / 2),
            (box.y_m, box.width_m / 2),
            (box.z_m, box.height_m / 2),
        )
        self._evidence: tuple[Evidence, ...] = ()

    def observe(self, moment: Moment) -> None:
        if self.decided:
            return
        load = moment.placement(self._check.load)
        local = moment.robot.to_local(load)
        inside = all(
            abs(value - centre) <= half
            for value, (centre, half) in zip(local, self._limits, strict=True)
        )
        if not inside:
            self.decided = True
            x, y, z = map(decimal, local)
            actual = FELL.format(load=self._check.load, x=x, y=y, z=z)
            self._evidence = (witness(moment, self._check.rule(), actual, load),)

    def outcome(self, now_ns: int) -> Outcome:
        return Outcome(not self.decided, float(not self.decided), self._evidence)


ABOARD = Text(
    en="{load} stays aboard all the way",
    fr="{load} reste à bord tout le long",
    ar="تبقى {load} على متن الروبوت طوال الطريق",
)
FELL = Text(
    en="{load} left its place: ({x}, {y}, {z}) m in the robot's frame",
    fr="{load} a quitté sa place : ({x} ; {y} ; {z}) m dans le repère du robot",
    ar="غادرت {load} مكانها: ({x}, {y}, {z}) م في إطار الروبوت",
)
