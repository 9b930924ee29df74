from __future__ import annotations

from typing import ClassVar, Literal

from atelier_grader.mission.declaration import Many
from atelier_grader.referee.check import CHECKS, Check
from atelier_grader.referee.tolerance import Tolerance


@CHECKS.register
class NoCollision(Check):
    """The robot touches nothing but what `ignore` names, as patterns of models (`ground*`).

    Touching one thing again within 0.5 s is one episode. The lower of the two scores counts.
    """

    constraint: ClassVar[bool] = True
    type: Literal["no_collision"] = "no_collision"
    ignore: Many[str] = ()
    episodes: Tolerance = Tolerance(full=0, zero=1)
    max_force_n: Tolerance | None = None
