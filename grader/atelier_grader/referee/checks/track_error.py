from __future__ import annotations

from typing import ClassVar, Literal

from atelier_grader.referee.check import CHECKS, Check
from atelier_grader.referee.polyline import Polyline
from atelier_grader.referee.tolerance import Tolerance


@CHECKS.register
class TrackError(Check):
    """Distance of a point of the robot from a path, over the time that the robot moves.

    The point lies `ahead_m` along the robot's x axis from its origin.
    """

    constraint: ClassVar[bool] = True
    type: Literal["track_error"] = "track_error"
    path: Polyline
    measure: Literal["mean", "rms", "max"] = "rms"
    error_m: Tolerance
    ahead_m: float = 0.0
