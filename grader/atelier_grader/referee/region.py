"""Areas of the floor."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from atelier_grader.mission.declaration import Declaration, Length


@dataclass(frozen=True)
class PlacedRegion:
    """A region in the world frame: a circle of `radius_m`, or a box of half sizes about `yaw`."""

    x_m: float
    y_m: float
    radius_m: float | None
    half_length_m: float = 0.0
    half_width_m: float = 0.0
    cos_yaw: float = 1.0
    sin_yaw: float = 0.0

    def distance_m(self, x_m: float, y_m: float) -> float:
        """Distance from the point to the region; 0 inside it and on its edge."""
        dx, dy = x_m - self.x_m, y_m - self.y_m
        if self.radius_m is not None:
            return max(0.0, math.hypot(dx, dy) - self.radius_m)
        along = abs(dx * self.cos_yaw + dy * self.sin_yaw) - self.half_length_m
        across = abs(dy * self.cos_yaw - dx * self.sin_yaw) - self.half_width_m
        return math.hypot(max(0.0, along), max(0.0, across))


class _Region(Declaration):
    """`at` names a model of the world: the region then is given in that model's frame and lies
    where the seed put the model at time 0. Without it, in the world frame."""

    at: str | None = None
    x_m: float = 0.0
    y_m: float = 0.0

    def _centre(self, x_m: float, y_m: float, yaw_rad: float) -> tuple[float, float]:
        cos, sin = math.cos(yaw_rad), math.sin(yaw_rad)
        return x_m + cos * self.x_m - sin * self.y_m, y_m + sin * self.x_m + cos * self.y_m


class Circle(_Region):
    shape: Literal["circle"]
    radius_m: Length

    def place(self, x_m: float, y_m: float, yaw_rad: float) -> PlacedRegion:
        """The region for a reference frame at (`x_m`, `y_m`, `yaw_rad`) in the world."""
        return PlacedRegion(*self._centre(x_m, y_m, yaw_rad), self.radius_m)


class Box(_Region):
    """A rectangle: `length_m` along its own x axis, `width_m` along y, turned by `yaw_rad`."""

    shape: Literal["box"]
    length_m: Length
    width_m: Length
    yaw_rad: float = 0.0

    def place(self, x_m: float, y_m: float, yaw_rad: float) -> PlacedRegion:
        """The region for a reference frame at (`x_m`, `y_m`, `yaw_rad`) in the world."""
        yaw = yaw_rad + self.yaw_rad
        half = self.length_m / 2, self.width_m / 2
        centre = self._centre(x_m, y_m, yaw_rad)
        return PlacedRegion(*centre, None, *half, math.cos(yaw), math.sin(yaw))


Region = Annotated[Circle | Box, Field(discriminator="shape")]
