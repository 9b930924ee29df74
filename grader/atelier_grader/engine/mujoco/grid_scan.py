"""Ranges of a grid of beams: each triangle is met only by the beams that can meet it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import pi

import numpy as np
import numpy.typing as npt

from atelier_grader.engine.mujoco.entities import Anchor
from atelier_grader.engine.mujoco.planar_scan import Beams
from atelier_grader.engine.mujoco.simulation import Simulation
from atelier_grader.engine.mujoco.visible import triangles_by_body
from atelier_grader.sdf.pose import Transform, Vector

Index = npt.NDArray[np.int64]

_ROUND = 2 * pi
_EDGE = 1e-9
_CHUNK = 1_000_000


@dataclass(frozen=True)
class Layers:
    """`count` layers from the elevation `start_rad` on, each `step_rad` higher."""

    start_rad: float
    step_rad: float
    count: int

    @property
    def angles(self) -> Vector:
        angles: Vector = self.start_rad + self.step_rad * np.arange(self.count, dtype=np.float64)
        return angles


def directions(beams: Beams, layers: Layers) -> Vector:
    """Unit vectors (3, layers * count), layer by layer."""
    across, up = beams.angles, layers.angles[:, None]
    level = np.cos(up)
    parts = level * np.cos(across), level * np.sin(across), np.sin(up) + 0 * across
    return np.stack(parts).reshape(3, -1)


class GridScanner:
    """What a lidar of several layers sees; of all visuals the outsides."""

    def __init__(self, simulation: Simulation, beams: Beams, layers: Layers, frame: Anchor) -> None:
        """The sensor sits at `frame`."""
        self._simulation, self._beams, self._layers = simulation, beams, layers
        self._frame = frame
        self._rays = directions(beams, layers)
        self._from_m = beams.seen_from_m(self._rays)
        self._bodies = triangles_by_body(simulation, beams.mask)

    def scan(self) -> Vector:
        """Ranges (layers, count), m, from where the sensor is now.

        inf where no beam hits, -inf where one hits too near.
        """
        back = self._simulation.pose_of(self._frame).inverse()
        data = self._simulation.data
        ranges = np.full(self._rays.shape[1], np.inf)
        for body, triangles in self._bodies.items():
            pose = back @ Transform(data.xpos[body], data.xquat[body])
            moved = np.tensordot(pose.matrix, triangles, 1) + pose.position[:, None, None]
            self._meet(ranges, _facing(moved))
        ranges[ranges < self._beams.near_m] = -np.inf
        return ranges.reshape(self._layers.count, self._beams.count)

    def _meet(self, ranges: Vector, corners: Vector) -> None:
        """Shorten the beams that meet triangles (axis, corner, n) in the sensor's frame."""
        if not corners.shape[2]:
            return
        a, b, c = corners.transpose(1, 0, 2)
        # A beam d is inside where d . (b x c) and the other two have one sign.
        sides = np.stack([_cross(b, c), _cross(c, a), _cross(a, b)])
        normal = sides.sum(axis=0)
        depth = (a * sides[0]).sum(axis=0)
        for triangle, ray in self._pairs(corners):
            direction = self._rays[:, ray]
            inside = np.ones(len(ray), bool)
            for side in sides:
                inside &= (side[:, triangle] * direction).sum(axis=0) <= 0
            met, hit = triangle[inside], ray[inside]
            with np.errstate(divide="ignore", invalid="ignore"):
                distance = depth[met] / (normal[:, met] * direction[:, inside]).sum(axis=0)
            valid = (distance >= self._from_m[hit]) & (distance <= self._beams.far_m)
            np.minimum.at(ranges, hit[valid], distance[valid])

    def _pairs(self, corners: Vector) -> Iterator[tuple[Index, Index]]:
        """Triangles and beams that may meet, in blocks."""
        left, right, low, high = _bounds(corners)
        beams, layers = self._beams, self._layers
        step, rise = beams.step_rad or 1.0, layers.step_rad or 1.0
        bottom = np.ceil((low - layers.start_rad) / rise - _EDGE)
        top = np.floor((high - layers.start_rad) / rise + _EDGE)
        bottom = np.maximum(bottom, 0).astype(np.int64)
        rows = np.minimum(top, layers.count - 1).astype(np.int64) - bottom + 1
        start = left - beams.start_rad
        start -= _ROUND * np.floor(start / _ROUND)
        end = start + (right - left)
        for lap in (0.0, _ROUND):
            first = np.maximum(np.ceil((start - lap) / step - _EDGE), 0).astype(np.int64)
            last = np.minimum(np.floor((end - lap) / step + _EDGE), beams.count - 1)
            columns = last.astype(np.int64) - first + 1
            chosen = np.flatnonzero((rows > 0) & (columns > 0))
            if not len(chosen):
                continue
            sizes = rows[chosen] * columns[chosen]
            block = np.cumsum(sizes) // _CHUNK
            for part in np.split(chosen, np.flatnonzero(np.diff(block)) + 1):
                count = rows[part] * columns[part]
                triangle = np.repeat(part, count)
                place = np.arange(len(triangle)) - np.repeat(np.cumsum(count) - count, count)
                row, column = np.divmod(place, columns[triangle])
                ray = (bottom[triangle] + row) * beams.count + first[triangle] + column
                yield triangle, ray


def _facing(corners: Vector) -> Vector:
    """The triangles whose outside is towards the origin."""
    a, b, c = corners.transpose(1, 0, 2)
    front: Vector = corners[:, :, (a * _cross(b, c)).sum(axis=0) < 0]
    return front


def _bounds(corners: Vector) -> tuple[Vector, Vector, Vector, Vector]:
    """Azimuth from `left` to `right` and elevation from `low` to `high`, rad, that hold each."""
    x, y, z = corners
    azimuth = np.arctan2(y, x)
    turn = azimuth - azimuth[0]
    turn -= _ROUND * np.rint(turn / _ROUND)
    left, right = azimuth[0] + turn.min(axis=0), azimuth[0] + turn.max(axis=0)
    x2, y2 = np.roll(x, -1, axis=0), np.roll(y, -1, axis=0)
    area = x * y2 - y * x2
    around = (area >= 0).all(axis=0) | (area <= 0).all(axis=0)
    left, right = np.where(around, -pi, left), np.where(around, pi, right)
    dx, dy = x2 - x, y2 - y
    length = np.maximum(dx * dx + dy * dy, 1e-300)
    share = np.clip(-(x * dx + y * dy) / length, 0.0, 1.0)
    near = np.where(around, 0.0, np.hypot(x + share * dx, y + share * dy).min(axis=0))
    far = np.hypot(x, y).max(axis=0)
    top, bottom = z.max(axis=0), z.min(axis=0)
    high = np.arctan2(top, np.where(top > 0, near, far))
    low = np.arctan2(bottom, np.where(bottom < 0, near, far))
    return left, right, low, high


def _cross(a: Vector, b: Vector) -> Vector:
    """Cross products of columns (3, n)."""
    return np.stack(
        [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
    )
