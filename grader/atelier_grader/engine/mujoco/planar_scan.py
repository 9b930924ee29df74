"""Ranges in one plane: the scene's triangles are cut by the plane, then the beams by the cuts."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor, hypot, pi, sqrt

import numpy as np
import numpy.typing as npt

from atelier_grader.engine.mujoco.entities import Anchor
from atelier_grader.engine.mujoco.outline import Outline, cut, join, simplified
from atelier_grader.engine.mujoco.simulation import Simulation
from atelier_grader.engine.mujoco.visible import triangles_by_body
from atelier_grader.sdf.pose import Transform, Vector
from atelier_grader.sdf.visual import ALL_FLAGS

_EDGE = 1e-9
_ROUND = 2 * pi
_LEVEL_M = 0.001
_BAND_M = 0.01
_TILT_M = 0.1


@dataclass(frozen=True)
class Beams:
    """`count` beams from `start_rad` on, each `step_rad` further left; hits in [near, far] m.

    What is nearer than `near_m` gives -inf, unless it is too near to be seen at all. `mask` says
    which visuals are seen.
    """

    start_rad: float
    step_rad: float
    count: int
    near_m: float
    far_m: float
    mask: int = ALL_FLAGS

    @property
    def angles(self) -> Vector:
        angles: Vector = self.start_rad + self.step_rad * np.arange(self.count, dtype=np.float64)
        return angles

    def seen_from_m(self, directions: Vector) -> Vector:
        """How near beams along `directions` (3, n) see, as gz-rendering's lidar.

        It looks through the six sides of a cube that just fits into a ball of radius `near_m`.
        """
        seen: Vector = self.near_m / sqrt(3) / np.abs(directions).max(axis=0)
        return seen


@dataclass(frozen=True)
class _Moving:
    """The triangles of a moving body, and a ball about them."""

    body: int
    triangles: Vector
    center: Vector
    radius_m: float

    @staticmethod
    def of(body: int, triangles: Vector) -> _Moving:
        corners = triangles.reshape(3, -1)
        center = (corners.min(axis=1) + corners.max(axis=1)) / 2
        radius_m = float(np.linalg.norm(corners - center[:, None], axis=0).max())
        return _Moving(body, triangles, center, radius_m)

    def reaches_plane(self, pose: Transform, far_m: float) -> bool:
        """`pose` is the body's in the sensor's frame."""
        x, y, z = (pose.matrix @ self.center + pose.position).tolist()
        return abs(z) <= self.radius_m and hypot(x, y) <= far_m + self.radius_m


class PlanarScanner:
    """What a lidar sees of all visuals: their outsides, those of its own robot too.

    Shapes are seen from outside only, as a rendering lidar sees them: one that stands inside a
    housing looks through it.
    """

    def __init__(self, simulation: Simulation, beams: Beams, frame: Anchor) -> None:
        """The sensor sits at `frame`."""
        self._beams, self._frame = beams, frame
        self._cos, self._sin = np.cos(beams.angles), np.sin(beams.angles)
        self._from_m = beams.seen_from_m(np.stack([self._cos, self._sin]))
        self._simulation = simulation
        soup = triangles_by_body(simulation, beams.mask)
        own = np.zeros((3, 3, 0))
        if frame.body_id != 0:
            own = soup.pop(frame.body_id, own)
        self._fixed = soup.pop(0, np.zeros((3, 3, 0)))
        self._fixed_low = self._fixed[2].min(axis=0)
        self._fixed_high = self._fixed[2].max(axis=0)
        self._levels: dict[int, Outline] = {}
        self._bands: dict[int, Vector] = {}
        self._own = simplified(cut(own, frame.offset.inverse()))
        self._moving = [_Moving.of(body, found) for body, found in soup.items() if found.size]

    def scan(self) -> Vector:
        """Ranges (count,), m, from where the sensor is now.

        inf where no beam hits, -inf where one hits too near.
        """
        sensor = self._simulation.pose_of(self._frame)
        back = sensor.inverse()
        parts = [self._own, self._static(sensor, back)]
        data = self._simulation.data
        for moving in self._moving:
            pose = back @ Transform(data.xpos[moving.body], data.xquat[moving.body])
            if moving.reaches_plane(pose, self._beams.far_m):
                parts.append(cut(moving.triangles, pose))
        return self._nearest(join(parts))

    def _static(self, sensor: Transform, back: Transform) -> Outline:
        """What the plane cuts of the static scene, in the sensor's frame.

        Nearly always the plane is level to within a millimetre at its far end. It is then taken
        as exactly level, halfway between two whole millimetres (at which designers put edges):
        upright faces keep their place exactly, and the cut is worked out once. A little tilted, it
        meets within its reach only what comes near its height.
        """
        axes = sensor.matrix
        level = floor(float(sensor.position[2]) / _LEVEL_M)
        rise_m = np.hypot(axes[2, 0], axes[2, 1]) * self._beams.far_m
        if rise_m > _TILT_M:
            return cut(self._fixed, back)
        if rise_m > _LEVEL_M:
            if level not in self._bands:
                self._bands[level] = self._band((level + 0.5) * _LEVEL_M, _TILT_M + _LEVEL_M)
            return cut(self._bands[level], back)
        if level not in self._levels:
            self._levels[level] = self._cut_level((level + 0.5) * _LEVEL_M)
        flat, (tx, ty, _), height_m = back.matrix, back.position.tolist(), sensor.position[2]
        (xx, xy, xz), (yx, yy, yz), _ = flat.tolist()
        return self._levels[level].moved(xx, xy, yx, yy, tx + xz * height_m, ty + yz * height_m)

    def _cut_level(self, height_m: float) -> Outline:
        down = Transform(np.array([0.0, 0.0, -height_m]), np.array([1.0, 0.0, 0.0, 0.0]))
        return simplified(cut(self._band(height_m, _BAND_M), down))

    def _band(self, height_m: float, half_m: float) -> Vector:
        """The static triangles that come within `half_m` of a height."""
        near = (self._fixed_low < height_m + half_m) & (self._fixed_high > height_m - half_m)
        return np.ascontiguousarray(self._fixed[:, :, near])

    def _nearest(self, outline: Outline) -> Vector:
        """The range of each beam to the nearest segment that is seen from outside."""
        beams = self._beams
        ranges = np.full(beams.count, np.inf)
        angle = np.arctan2(outline.y, outline.x) - beams.start_rad
        turn = angle[outline.second] - angle[outline.first]
        turn -= _ROUND * np.rint(turn / _ROUND)
        front = np.flatnonzero(turn < 0)
        first, second = outline.first[front], outline.second[front]
        low = angle[second]
        low -= _ROUND * np.floor(low / _ROUND)
        high = (low - turn[front]) / beams.step_rad
        low /= beams.step_rad
        for lap in (0.0, _ROUND / beams.step_rad):
            # Edges count to both neighbours, so that no beam slips between two segments.
            begin = np.maximum(np.ceil(low - lap - _EDGE), 0).astype(np.int64)
            end = np.minimum(np.floor(high - lap + _EDGE), beams.count - 1).astype(np.int64)
            chosen = np.flatnonzero(end >= begin)
            if len(chosen):
                one, two = first[chosen], second[chosen]
                cuts = outline.x[one], outline.y[one], outline.x[two], outline.y[two]
                self._shorten(ranges, cuts, begin[chosen], end[chosen])
        ranges[ranges < beams.near_m] = -np.inf
        return ranges

    def _shorten(
        self,
        ranges: Vector,
        cuts: tuple[Vector, Vector, Vector, Vector],
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
        valid = (distance >= self._from_m[beam]) & (distance <= self._beams.far_m)
        np.minimum.at(ranges, beam[valid], distance[valid])
