from __future__ import annotations

from typing import ClassVar, Literal

from atelier_grader.mission.declaration import Identifier
from atelier_grader.referee.check import CHECKS, Check
from atelier_grader.referee.tolerance import Tolerance


@CHECKS.register
class FinishTime(Check):
    """The simulated time at which the earlier check `of` passed."""

    constraint: ClassVar[bool] = True
    type: Literal["finish_time"] = "finish_time"
    of: Identifier
    time_s: Tolerance
