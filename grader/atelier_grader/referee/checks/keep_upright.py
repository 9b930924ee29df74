from __future__ import annotations

from typing import ClassVar, Literal

from atelier_grader.referee.check import CHECKS, Check
from atelier_grader.referee.tolerance import Tolerance


@CHECKS.register
class KeepUpright(Check):
    """The robot's largest tilt from the vertical."""

    constraint: ClassVar[bool] = True
    type: Literal["keep_upright"] = "keep_upright"
    tilt_rad: Tolerance = Tolerance(full=0.2, zero=0.8)
