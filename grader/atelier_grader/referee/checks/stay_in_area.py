from __future__ import annotations

from typing import ClassVar, Literal

from atelier_grader.referee.check import CHECKS, Check
from atelier_grader.referee.region import Region
from atelier_grader.referee.tolerance import Tolerance


@CHECKS.register
class StayInArea(Check):
    """The robot's origin stays in a region; `outside_m` scores the farthest it left it."""

    constraint: ClassVar[bool] = True
    type: Literal["stay_in_area"] = "stay_in_area"
    region: Region
    outside_m: Tolerance = Tolerance(full=0, zero=0.5)
