from __future__ import annotations

from typing import ClassVar, Literal

from atelier_grader.mission.declaration import Length
from atelier_grader.referee.check import CHECKS, Check
from atelier_grader.referee.tolerance import Tolerance


@CHECKS.register
class PathLength(Check):
    """Length of the way driven until `requires` have passed, as a multiple of `length_m`."""

    constraint: ClassVar[bool] = True
    type: Literal["path_length"] = "path_length"
    length_m: Length
    ratio: Tolerance
