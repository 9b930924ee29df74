"""Ranges in one plane: the scene's triangles are cut by the plane, then the beams by the cuts."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor, pi

import numpy as np
import numpy.typing as npt

from atelier_grader.engine.mujoco.entities import Anchor
from atelier_grader.engine.mujoco.simulation import Simulation
from atelier_grader.engine.mujoco.triangles import link_triangles, transform
from atelier_grader.sdf.pose import Transform, Vector

_EDGE = 1e-9
_LEVEL_M = 0.001
_BAND_M = 0.01


@dataclass(frozen=True)
class Beams:
    """`count` beams from `start_rad` on, each `step_rad` further left; hits in [near, far] m."""

    start_rad: float
    step_rad: float
    count: int
    near_m: float
    far_m: float

    @property
    def angles(self) -> Vector:
        angles: Vector = self.start_rad + self.step_rad * np.arange(self.count, dtype=np.float64)
        return angles


class PlanarScanner:
    """What a lidar sees of all visuals: their outsides, those of its own robot too.

    Shapes are seen from outside only and not nearer than `near_m`, as a rendering lidar sees
    them: one that stands inside a housing looks through it.
    """

    def __init__(self, simulation: Simulation, beams: Beams, frame: Anchor) -> None:
        """The sensor sits at `frame`."""
        self._beams, self._frame = beams, frame
        self._cos, self._sin = np.cos(beams.angles), np.sin(beams.angles)
        self._simulation = simulation
        parts: dict[int, list[Vector]] = {}
        for link in simulation.flat.links.values():
            anchor = simulation.entities.anchor(link.name)
            triangles = link_triangles(link, simulation.files)
            parts.setdefault(anchor.body_id, []).append(transform(triangles, anchor.offset))
        soup = {body: _columns(np.concatenate(found)) for body, found in parts.items()}
        own = np.zeros((3, 3, 0))
        if frame.body_id != 0:
            own = soup.pop(frame.body_id, own)
        self._fixed = soup.pop(0, np.zeros((3, 3, 0)))
        self._fixed_low = self._fixed[2].min(axis=0)
        self._fixed_high = self._fixed[2].max(axis=0)
        self._level_cuts: dict[int, Vector] = {}
        self._own = _front(cut(own, frame.offset.inverse()))
        self._moving = [(body, triangles) for body, triangles in soup.items() if triangles.size]

    def scan(self) -> Vector:
        """Ranges (count,), m, from where the sensor is now; inf where no beam hits."""
        sensor = self._simulation.pose_of(self._frame)
        back = sensor.inverse()
        cuts = [self._own, self._static_cuts(sensor, back)]
        data = self._simulation.data
        for body, triangles in self._moving:
            pose = Transform(data.xpos[body], data.xquat[body])
            cuts.append(_front(cut(triangles, back @ pose)))
        return self._nearest(np.concatenate(cuts, axis=1))

    def _static_cuts(self, sensor: Transform, back: Transform) -> Vector:
        """What the plane cuts of the static scene, in the sensor's frame.

        Nearly always the plane is level to within a millimetre at its far end. It is then taken
        as exactly level, halfway between two whole millimetres (at which designers put edges):
        upright faces keep their place exactly, and the cut is worked out once.
        """
        axes = sensor.matrix
        if np.hypot(axes[2, 0], axes[2, 1]) * self._beams.far_m > _LEVEL_M:
            return _front(cut(self._fixed, back))
        level = floor(float(sensor.position[2]) / _LEVEL_M)
        if level not in self._level_cuts:
            self._level_cuts[level] = self._cut_level((level + 0.5) * _LEVEL_M)
        x0, y0, x1, y1, side = self._level_cuts[level]
        flat, (tx, ty, _) = back.matrix, back.position.tolist()
        (a, b), (c, d) = flat[0, :2].tolist(), flat[1, :2].tolist()
        tx += flat[0, 2] * sensor.position[2]
        ty += flat[1, 2] * sensor.position[2]
        cuts = np.array(
            [
                a * x0 + b * y0 + tx,
                c * x0 + d * y0 + ty,
                a * x1 + b * y1 + tx,
                c * x1 + d * y1 + ty,
                side,
            ]
        )
        return _front(cuts)

    def _cut_level(self, height_m: float) -> Vector:
        near = (self._fixed_low < height_m + _BAND_M) & (self._fixed_high > height_m - _BAND_M)
        down = Transform(np.array([0.0, 0.0, -height_m]), np.array([1.0, 0.0, 0.0, 0.0]))
        return cut(np.ascontiguousarray(self._fixed[:, :, near]), down)

    def _nearest(self, cuts: Vector) -> Vector:
        """`cuts` (4, n): segments x0, y0, x1, y1 in the sensor's plane."""
        beams = self._beams
        ranges = np.full(beams.count, np.inf)
        x0, y0, x1, y1 = cuts
        # Gaps between segments are closed by starting each a little early and ending it late.
        first = np.arctan2(y0, x0)
        turn = np.arctan2(x0 * y1 - y0 * x1, x0 * x1 + y0 * y1)
        low = np.where(turn < 0, first + turn, first) - beams.start_rad
        low -= 2 * pi * np.floor(low / (2 * pi))
        width = np.abs(turn)
        full = 2 * pi / beams.step_rad
        for lap in (0.0, full):
            begin = np.ceil(low / beams.step_rad - lap - _EDGE)
            end = np.floor((low + width) / beams.step_rad - lap + _EDGE)
            begin = np.maximum(begin, 0).astype(np.int64)
            end = np.minimum(end, beams.count - 1).astype(np.int64)
            chosen = np.flatnonzero(end >= begin)
            if len(chosen):
                self._shorten(ranges, cuts[:, chosen], begin[chosen], end[chosen])
        return ranges

    def _shorten(
        self,
        ranges: Vector,
        cuts: Vector,
        begin: npt.NDArray[np.int64],
        end: npt.NDArray[np.int64],
    ) -> None:
        """Cut the beams begin..end (both included) by each segment."""
        count = end - begin + 1
        segment = np.repeat(np.arange(len(count)), count)
        beam = np.arange(len(segment)) - np.repeat(np.cumsum(count) - count, count)
        beam += np.repeat(begin, count)
        x0, y0, x1, y1 = cuts
        dx, dy = x1 - x0, y1 - y0
        area = x0 * dy - y0 * dx
        cross = self._cos[beam] * dy[segment] - self._sin[beam] * dx[segment]
        with np.errstate(divide="ignore", invalid="ignore"):
            distance = area[segment] / cross
        valid = (distance >= self._beams.near_m) & (distance <= self._beams.far_m)
        np.minimum.at(ranges, beam[valid], distance[valid])


def _columns(triangles: Vector) -> Vector:
    """(n, corner, axis) as (axis, corner, n), contiguous."""
    return np.ascontiguousarray(triangles.transpose(2, 1, 0))


def cut(triangles: Vector, pose: Transform) -> Vector:
    """Where triangles cross the plane z = 0: x0, y0, x1, y1, side, each (n,), as one array.

    `triangles` (axis, corner, n) stand in a frame whose pose in the sensor is `pose`.
    """
    matrix, (tx, ty, tz) = pose.matrix, pose.position.tolist()
    x, y, z = triangles
    height = matrix[2, 0] * x + matrix[2, 1] * y + matrix[2, 2] * z + tz
    above = height > 0
    number = above[0].astype(np.int8) + above[1] + above[2]
    crossing = np.flatnonzero((number == 1) | (number == 2))
    if not len(crossing):
        return np.zeros((5, 0))
    x, y, z, height, above = (part[:, crossing] for part in (x, y, z, height, above))
    px = matrix[0, 0] * x + matrix[0, 1] * y + matrix[0, 2] * z + tx
    py = matrix[1, 0] * x + matrix[1, 1] * y + matrix[1, 2] * z + ty
    # The corner that is alone on its side of the plane; the edges to the other two are cut.
    alone = np.where(above[0] == above[1], 2, np.where(above[0] == above[2], 1, 0))
    column = np.arange(len(crossing))
    one, two = (alone + 1) % 3, (alone + 2) % 3
    h = height[alone, column]
    ends = []
    for other in (one, two):
        share = h / (h - height[other, column])
        for p in (px, py):
            ends.append(p[alone, column] + share * (p[other, column] - p[alone, column]))
    ends.append(np.sign(h))
    return np.array(ends)


def _front(cuts: Vector) -> Vector:
    """The segments (4, n) of `cut` that the origin sees from outside.

    A lone upper corner's cut then runs to the right as seen from the origin.
    """
    x0, y0, x1, y1, side = cuts
    seen: Vector = cuts[:4, (x0 * y1 - y0 * x1) * side < 0]
    return seen
