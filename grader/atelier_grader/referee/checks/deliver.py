from __future__ import annotations

from typing import Literal

from atelier_grader.referee.check import CHECKS
from atelier_grader.referee.checks.reach import Arrival
from atelier_grader.referee.region import Region


@CHECKS.register
class Deliver(Arrival):
    """A load has its origin in a region, between two heights, the robot in `robot_region`."""

    type: Literal["deliver"] = "deliver"
    load: str
    min_z_m: float | None = None
    max_z_m: float | None = None
    robot_region: Region | None = None
