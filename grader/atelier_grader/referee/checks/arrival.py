"""What `reach` and `deliver` share: to be in a region, slowly and long enough."""

from __future__ import annotations

import math

from pydantic import Field, model_validator
from typing_extensions import Self

from atelier_grader.mission.declaration import Length
from atelier_grader.referee.check import Check
from atelier_grader.referee.evidence import Evidence, testimony
from atelier_grader.referee.judge import Judge, Outcome
from atelier_grader.referee.moment import Moment, Placement
from atelier_grader.referee.region import PlacedRegion, Region
from atelier_grader.referee.tolerance import Tolerance
from atelier_grader.text import COMMA, Text, decimal, join


class Arrival(Check):
    """Be in `region`.

    `dwell_s` asks to stay that long without a break, `max_speed_mps` to be that slow meanwhile,
    `heading_rad` for an orientation in the world. `time_s` scores the simulated time of success;
    without it success scores 1.
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

    def conditions(self) -> list[Text]:
        """What is asked beside the place."""
        asked = []
        if self.max_speed_mps is not None:
            asked.append(SLOW.format(speed=decimal(self.max_speed_mps)))
        if self.dwell_s:
            asked.append(DWELL.format(time=decimal(self.dwell_s)))
        if self.heading_rad is not None and self.heading_tolerance_rad is not None:
            heading, tolerance = map(math.degrees, (self.heading_rad, self.heading_tolerance_rad))
            asked.append(HEADING.format(heading=decimal(heading), tolerance=decimal(tolerance)))
        if self.time_s is not None:
            asked.append(self.time_s.rule("s"))
        return asked


class ArrivalJudge(Judge):
    """Follows `entity` to the region; remembers its nearest approach and its longest stay."""

    def __init__(self, check: Arrival, entity: str, region: PlacedRegion) -> None:
        self._check = check
        self._entity = entity
        self._region = region
        self._since_ns: int | None = None
        self._passed_ns: int | None = None
        self._near_m = math.inf
        self._near: tuple[float, tuple[float, float, float]] | None = None
        self._stay_s = 0.0
        self._obstacle: Text | None = None

    def observe(self, moment: Moment) -> None:
        place = moment.placement(self._entity)
        distance = self._region.distance_m(place.x_m, place.y_m)
        obstacle = self._obstacle_inside(moment, place) if distance == 0 else None
        if distance < self._near_m or (distance == 0 and obstacle is not None):
            self._near_m = distance
            self._near = moment.now_s, place.position
            self._obstacle = obstacle
        if distance > 0 or obstacle is not None:
            self._since_ns = None
            return
        if self._since_ns is None:
            self._since_ns = moment.now_ns
        stay_s = (moment.now_ns - self._since_ns) * 1e-9
        self._stay_s = max(self._stay_s, stay_s)
        if stay_s >= self._check.dwell_s - 1e-9:
            self.decided = True
            self._passed_ns = moment.now_ns
            self._near = moment.now_s, place.position

    def _obstacle_inside(self, moment: Moment, place: Placement) -> Text | None:
        """Why being in the region does not count at this moment."""
        check = self._check
        if check.max_speed_mps is not None:
            speed = moment.speed_mps(self._entity)
            if speed > check.max_speed_mps:
                return MOVING.format(speed=decimal(speed))
        if check.heading_rad is not None and check.heading_tolerance_rad is not None:
            error = math.remainder(place.yaw_rad - check.heading_rad, math.tau)
            if abs(error) > check.heading_tolerance_rad:
                return HEADED.format(heading=decimal(math.degrees(place.yaw_rad), 1))
        return None

    def outcome(self, now_ns: int) -> Outcome:
        if self._passed_ns is None:
            return Outcome(False, 0.0, self._evidence(self._failure()))
        time_s = self._passed_ns * 1e-9
        score = self._check.time_s.score(time_s) if self._check.time_s else 1.0
        return Outcome(True, score, self._evidence(ARRIVED))

    def _failure(self) -> Text:
        if self._near_m > 0:
            return NEAREST.format(distance=decimal(self._near_m))
        if self._stay_s > 0 or self._obstacle is None:
            return STAYED.format(time=decimal(self._stay_s))
        return self._obstacle

    def _evidence(self, actual: Text) -> tuple[Evidence, ...]:
        if self._near is None:
            return ()
        return (testimony(*self._near, self._check.rule(), actual),)


def combine(place: Text, conditions: list[Text]) -> Text:
    return join([place, *conditions], COMMA)


SLOW = Text(en="at most {speed} m/s", fr="à {speed} m/s au plus", ar="بسرعة لا تتجاوز {speed} م/ث")
DWELL = Text(en="for {time} s", fr="pendant {time} s", ar="لمدة {time} ث")
HEADING = Text(
    en="heading {heading}° ± {tolerance}°",
    fr="cap {heading}° ± {tolerance}°",
    ar="الاتجاه {heading}° ± {tolerance}°",
)
ARRIVED = Text(en="done", fr="fait", ar="تم")
NEAREST = Text(
    en="still {distance} m away at its nearest",
    fr="encore à {distance} m au plus près",
    ar="بقي على بعد {distance} م عند أقرب نقطة",
)
STAYED = Text(
    en="was there, but at most {time} s without a break",
    fr="y était, mais au plus {time} s sans interruption",
    ar="وصل، لكن أطول بقاء متواصل كان {time} ث",
)
MOVING = Text(
    en="was there, but moving at {speed} m/s",
    fr="y était, mais en mouvement à {speed} m/s",
    ar="وصل، لكنه كان يتحرك بسرعة {speed} م/ث",
)
HEADED = Text(
    en="was there, but headed {heading}°",
    fr="y était, mais au cap {heading}°",
    ar="وصل، لكن اتجاهه كان {heading}°",
)
