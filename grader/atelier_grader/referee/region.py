"""Areas of the floor."""

from __future__ import annotations

import math
from abc import abstractmethod
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import PlainValidator, SerializeAsAny

from atelier_grader.mission.declaration import Declaration, Length
from atelier_grader.mission.registry import Registry
from atelier_grader.referee.moment import Placement
from atelier_grader.text import Text, decimal


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


class Shape(Declaration):
    """A region about (`x_m`, `y_m`): in the world frame, or in the frame of the model `at`.

    With `at`, the region lies where the seed has put that model at time 0.
    """

    shape: str
    at: str | None = None
    x_m: float = 0.0
    y_m: float = 0.0

    @abstractmethod
    def place(self, frame: Placement | None) -> PlacedRegion:
        """The region in the world; `frame` is where the model `at` stands, None without it."""

    @abstractmethod
    def size(self) -> Text:
        """`circle of 0.5 m radius`."""

    def rule(self) -> Text:
        """`circle of 0.5 m radius at station_a`, for the rubric."""
        if self.at is not None:
            return AT_MODEL.format(size=self.size(), model=self.at)
        return AT_POINT.format(size=self.size(), x=decimal(self.x_m), y=decimal(self.y_m))

    def _centre(self, frame: Placement | None) -> tuple[float, float]:
        if frame is None:
            return self.x_m, self.y_m
        cos, sin = math.cos(frame.yaw_rad), math.sin(frame.yaw_rad)
        return (
            frame.x_m + cos * self.x_m - sin * self.y_m,
            frame.y_m + sin * self.x_m + cos * self.y_m,
        )


SHAPES: Registry[Shape] = Registry(Shape, "shape")  # type: ignore[type-abstract]


@SHAPES.register
class Circle(Shape):
    """All points within `radius_m` of the centre."""

    shape: Literal["circle"] = "circle"
    radius_m: Length

    def place(self, frame: Placement | None) -> PlacedRegion:
        return PlacedRegion(*self._centre(frame), self.radius_m)

    def size(self) -> Text:
        return CIRCLE.format(radius=decimal(self.radius_m))


@SHAPES.register
class Box(Shape):
    """A rectangle: `length_m` along its own x axis, `width_m` along y, turned by `yaw_rad`."""

    shape: Literal["box"] = "box"
    length_m: Length
    width_m: Length
    yaw_rad: float = 0.0

    def place(self, frame: Placement | None) -> PlacedRegion:
        yaw = self.yaw_rad + (frame.yaw_rad if frame else 0.0)
        half = self.length_m / 2, self.width_m / 2
        return PlacedRegion(*self._centre(frame), None, *half, math.cos(yaw), math.sin(yaw))

    def size(self) -> Text:
        return BOX.format(length=decimal(self.length_m), width=decimal(self.width_m))


Region = Annotated[SerializeAsAny[Shape], PlainValidator(SHAPES.parse)]

CIRCLE = Text(
    en="circle of {radius} m radius",
    fr="cercle de {radius} m de rayon",
    ar="دائرة نصف قطرها {radius} م",
)
BOX = Text(
    en="box of {length} m by {width} m",
    fr="rectangle de {length} m sur {width} m",
    ar="مستطيل {length} م × {width} م",
)
AT_MODEL = Text(en="{size} at {model}", fr="{size} à {model}", ar="{size} عند {model}")
AT_POINT = Text(
    en="{size} around ({x}, {y})", fr="{size} autour de ({x} ; {y})", ar="{size} حول ({x}, {y})"
)
