"""A polyline, and how far along it a point is."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from atelier_grader.mission.declaration import Point


@dataclass(frozen=True)
class Foot:
    """The nearest point of a path: `along_m` from its start, `distance_m` from the asked point."""

    along_m: float
    distance_m: float


class Path:
    """Straight segments between distinct successive points; `length_m` in total."""

    def __init__(self, points: Sequence[Point]) -> None:
        self._segments = []
        self._starts = []
        along = 0.0
        for (x0, y0), (x1, y1) in pairwise(points):
            length = math.hypot(x1 - x0, y1 - y0)
            self._starts.append(along)
            self._segments.append((x0, y0, (x1 - x0) / length, (y1 - y0) / length, length))
            along += length
        self.length_m = along

    def at(self, along_m: float) -> Point:
        """The point `along_m` from the start, clamped to the path."""
        along = min(max(along_m, 0.0), self.length_m)
        i = bisect_right(self._starts, along) - 1
        x0, y0, ux, uy, length = self._segments[i]
        part = min(along - self._starts[i], length)
        return x0 + part * ux, y0 + part * uy

    def nearest(self, x_m: float, y_m: float, from_m: float, to_m: float) -> Foot:
        """Nearest point of the part from `from_m` to `to_m`, ends included and clamped."""
        low = min(max(from_m, 0.0), self.length_m)
        high = min(max(to_m, low), self.length_m)
        best_along, best = low, math.inf
        for i in range(bisect_right(self._starts, low) - 1, len(self._segments)):
            start = self._starts[i]
            if start > high:
                break
            x0, y0, ux, uy, length = self._segments[i]
            dx, dy = x_m - x0, y_m - y0
            first, last = max(0.0, low - start), min(length, high - start)
            part = min(max(dx * ux + dy * uy, first), last)
            distance = math.hypot(dx - part * ux, dy - part * uy)
            if distance < best:
                best_along, best = start + part, distance
        return Foot(best_along, best)
