from __future__ import annotations

from typing import ClassVar, Literal

from atelier_grader.mission.declaration import Declaration, Length
from atelier_grader.referee.check import CHECKS, Check


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
    """The load's origin stays in a box on the robot."""

    constraint: ClassVar[bool] = True
    type: Literal["carry"] = "carry"
    load: str
    box: CarryBox
