from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator
from typing_extensions import Self

from atelier_grader.mission.declaration import Length
from atelier_grader.referee.check import CHECKS, Check
from atelier_grader.referee.region import Region
from atelier_grader.referee.tolerance import Tolerance


class Arrival(Check):
    """What `reach` and `deliver` share: be in a region, for long enough, slowly enough.

    `dwell_s` asks to stay that long without a break, at `max_speed_mps` or slower. `time_s`
    scores the simulated time of success; without it success scores 1.
    """

    region: Region
    dwell_s: float = Field(default=0.0, ge=0)
    max_speed_mps: Length | None = None
    heading_rad: float | None = None
    heading_tolerance_rad: Length | None = None
    time_s: Tolerance | None = None

    @model_validator(mode="after")
    def _whole_heading(self) -> Self:
        if (self.heading_rad is None) != (self.heading_tolerance_rad is None):
            raise ValueError("expected `heading_rad` and `heading_tolerance_rad` together")
        return self


@CHECKS.register
class Reach(Arrival):
    """The entity, the robot where none is named, has its origin in a region."""

    type: Literal["reach"] = "reach"
    entity: str | None = None
