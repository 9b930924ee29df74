from __future__ import annotations

from typing import ClassVar, Literal

from atelier_grader.mission.declaration import Many
from atelier_grader.referee.check import CHECKS, Check
from atelier_grader.referee.region import Region
from atelier_grader.referee.tolerance import Tolerance


@CHECKS.register
class SpeedLimit(Check):
    """The robot's highest speed over the floor, everywhere or in `regions` only."""

    constraint: ClassVar[bool] = True
    type: Literal["speed_limit"] = "speed_limit"
    speed_mps: Tolerance
    regions: Many[Region] = ()
