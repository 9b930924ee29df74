from __future__ import annotations

from typing import Literal

from atelier_grader.mission.declaration import Length
from atelier_grader.referee.check import CHECKS, Check
from atelier_grader.referee.polyline import Polyline


@CHECKS.register
class Progress(Check):
    """The part of a path that the robot covers in order, within `corridor_m` to either side.

    The score is that part; the check passes at `pass_share`.
    """

    type: Literal["progress"] = "progress"
    path: Polyline
    corridor_m: Length
    pass_share: float = 0.99
