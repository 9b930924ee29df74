"""The guide line of the factory hall: the one source of its paint and of the mission's path."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Points = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Straight:
    length_m: float

    def points(self, spacing_m: float) -> tuple[Points, float]:
        """Points after the segment's start, in the start's frame, and the change of heading."""
        steps = np.linspace(0.0, self.length_m, max(2, round(self.length_m / spacing_m) + 1))[1:]
        return np.stack([steps, np.zeros_like(steps)], axis=1), 0.0


@dataclass(frozen=True)
class Arc:
    """Positive angles turn left."""

    radius_m: float
    angle_rad: float

    def points(self, spacing_m: float) -> tuple[Points, float]:
        """Points after the segment's start, in the start's frame, and the change of heading."""
        count = max(2, round(self.radius_m * abs(self.angle_rad) / spacing_m) + 1)
        angles = np.linspace(0.0, abs(self.angle_rad), count)[1:]
        side = np.sign(self.angle_rad) * self.radius_m * (1 - np.cos(angles))
        return np.stack([self.radius_m * np.sin(angles), side], axis=1), self.angle_rad


QUARTER, EIGHTH = np.pi / 2, np.pi / 4

START = (-6.8, -3.0, 0.0)
"""x, y, heading of the line's first point, in the world frame."""

SEGMENTS: Sequence[Straight | Arc] = (
    Straight(2.0),
    Arc(1.2, -EIGHTH),
    Arc(1.2, EIGHTH),
    Straight(3.3),
    Arc(1.5, QUARTER),
    Straight(4.6),  # first time over the crossing, northwards
    Arc(1.3, QUARTER),
    Straight(3.9),
    Arc(1.0, QUARTER),
    Straight(1.0),
    Arc(1.3, QUARTER),
    Arc(1.2, EIGHTH),
    Arc(1.2, -EIGHTH),
    Straight(8.2),  # second time over the crossing, eastwards, into the bay
)


def guide_line(spacing_m: float = 0.05) -> Points:
    """Points of the line's centre, (n, 2), metres, in the world frame, in driving order."""
    x, y, heading = START
    pieces = [np.array([[x, y]])]
    for segment in SEGMENTS:
        local, turn = segment.points(spacing_m)
        cos, sin = np.cos(heading), np.sin(heading)
        pieces.append(pieces[-1][-1] + local @ np.array([[cos, sin], [-sin, cos]]))
        heading += turn
    return np.concatenate(pieces)
