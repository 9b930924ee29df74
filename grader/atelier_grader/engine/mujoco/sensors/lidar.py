"""Lidar of one layer or several: ranges, and the points that they make."""

from __future__ import annotations

from collections.abc import Container, Iterable
from math import inf, isfinite, pi

import numpy as np

from atelier_grader.cloud_writer import PointCloudWriter
from atelier_grader.engine.mujoco.grid_scan import GridScanner, Layers, directions
from atelier_grader.engine.mujoco.noise import NoiseStream, read_noise
from atelier_grader.engine.mujoco.planar_scan import Beams, PlanarScanner
from atelier_grader.engine.mujoco.sensors.base import Mount
from atelier_grader.engine.protocol import Endpoint
from atelier_grader.sdf.pose import Vector
from atelier_grader.sdf.reader import Element
from atelier_grader.sdf.visual import ALL_FLAGS
from atelier_grader.writers import LaserScanWriter

_FIELDS = (("x", "f4"), ("y", "f4"), ("z", "f4"), ("intensity", "f4"), ("ring", "u2"))
MAX_BEAMS = 1_000_000


class Lidar:
    """gpu_lidar and its older names. As in Gazebo nothing in range gives inf, too near -inf.

    The LaserScan is the middle layer, as ros_gz_bridge picks it; the points are all layers, from
    the <min_angle> on, which may be the upper or left one too. The scene is prepared when somebody
    first listens.
    """

    def __init__(self, mount: Mount) -> None:
        self._mount, self._simulation = mount, mount.simulation
        self.schedule = mount.schedule
        rate_hz = self.schedule.rate_hz
        self._topic = mount.topic("scan")
        self._points_topic = f"{self._topic}/points"
        self.publishers = (
            Endpoint(self._topic, "gz.msgs.LaserScan", rate_hz),
            Endpoint(self._points_topic, "gz.msgs.PointCloudPacked", rate_hz),
        )
        parameters = mount.parameters
        lidar = parameters.child("lidar") or parameters.required("ray")
        beams, across = _read_beams(lidar)
        layers, up = _read_layers(lidar)
        self._beams, self._layers, self._order = beams, layers, (up, across)
        noise = read_noise(lidar)
        count = beams.count * layers.count
        if count > MAX_BEAMS:
            raise lidar.error(f"expected at most {MAX_BEAMS} beams in all layers, got {count}")
        self._noise = NoiseStream(
            [noise] * count, mount.rng(mount.name), self.schedule.period_ns / 1e9
        )
        self._silent = noise.silent
        angles, turn = beams.angles[across], across.step or 1
        self._writer = LaserScanWriter(
            mount.frame_id,
            (float(angles[0]), float(angles[-1]), turn * beams.step_rad),
            (beams.near_m, beams.far_m),
            beams.count,
        )
        self._cloud = PointCloudWriter(mount.frame_id, beams.count, layers.count, _FIELDS)
        ways = directions(beams, layers).reshape(3, layers.count, beams.count)
        self._directions = ways[:, up, across].reshape(3, -1)
        self._ring = np.repeat(np.arange(layers.count), beams.count)
        self._frame = self._simulation.site_frame(mount.name)
        self._scanner: PlanarScanner | GridScanner | None = None

    def start(self) -> None:
        if self._scanner is not None:
            return
        beams, layers = self._beams, self._layers
        if layers.count == 1 and layers.start_rad == 0.0 and beams.count > 1:
            self._scanner = PlanarScanner(self._simulation, beams, self._frame)
        else:
            self._scanner = GridScanner(self._simulation, beams, layers, self._frame)

    def measure(self) -> Vector:
        """Exact ranges, m, (count,), or (layers, count); inf: nothing in range, -inf: too near."""
        self.start()
        assert self._scanner is not None
        ranges = self._scanner.scan()
        up, across = self._order
        return ranges[across] if ranges.ndim == 1 else ranges[up, across]

    def sample(
        self, step: int, now_ns: int, listened: Container[str]
    ) -> Iterable[tuple[str, bytes]]:
        ranges = self.measure().ravel()
        if not self._silent:
            noisy = self._noise.apply(ranges, self.schedule.index(step))
            hit = np.isfinite(ranges)
            near_m, far_m = self._beams.near_m, self._beams.far_m
            ranges = np.where(hit, np.clip(noisy, near_m, far_m), ranges)
        count = self._beams.count
        if self._topic in listened:
            middle = self._layers.count // 2 * count
            yield self._topic, self._writer.write(now_ns, ranges[middle : middle + count])
        if self._points_topic in listened:
            yield self._points_topic, self._points(now_ns, ranges)

    def _points(self, now_ns: int, ranges: Vector) -> bytes:
        with np.errstate(invalid="ignore"):
            x, y, z = self._directions * ranges
        dense = bool(np.isfinite(ranges).all())
        return self._cloud.write(now_ns, dense, x=x, y=y, z=z, ring=self._ring)


def _read_beams(lidar: Element) -> tuple[Beams, slice]:
    """Beams from right to left, and the order in which they are asked for."""
    horizontal = lidar.required("scan").required("horizontal")
    resolution = horizontal.number("resolution", 1.0)
    if resolution <= 0:
        raise horizontal.error(f"<resolution> expected more than 0, got {resolution:g}")
    count = round(horizontal.integer("samples", 640, 1) * resolution)
    first, last = (horizontal.number(f"{name}_angle", 0.0) for name in ("min", "max"))
    if count < 1 or (count > 1 and first == last):
        raise horizontal.error(f"expected beams at different angles, got {count}")
    limits = lidar.required("range")
    near_m, far_m = limits.number("min", 0.0, 0.0), limits.number("max", inf)
    if not (isfinite(far_m) and near_m < far_m):
        raise limits.error(f"<max> expected a finite range over {near_m:g} m, got {far_m:g}")
    limits.number("resolution", 0.0)
    start, step, order = _rising(first, last, count)
    mask = lidar.integer("visibility_mask", ALL_FLAGS)
    return Beams(start, step, count, near_m, far_m, mask), order


def _read_layers(lidar: Element) -> tuple[Layers, slice]:
    """Layers from below to above, and the order in which they are asked for."""
    vertical = lidar.required("scan").child("vertical")
    if vertical is None:
        return Layers(0.0, 0.0, 1), slice(None)
    samples, resolution = vertical.integer("samples", 1, 1), vertical.number("resolution", 1.0, 0.0)
    count = max(round(samples * resolution), 1)
    first, last = (vertical.number(f"{end}_angle", 0.0) for end in ("min", "max"))
    if count > 1 and first == last:
        raise vertical.error(f"expected layers at different angles, got {count}")
    if max(abs(first), abs(last)) > pi / 2:
        got = f"{first:g} and {last:g} rad"
        raise vertical.error(f"expected angles within a right angle, got {got}")
    start, step, order = _rising(first, last, count)
    return Layers(start, step, count), order


def _rising(first: float, last: float, count: int) -> tuple[float, float, slice]:
    """The lowest of `count` angles, the step upwards, and the order from the first to the last."""
    if count == 1:
        return first, 0.0, slice(None)
    step = abs(last - first) / (count - 1)
    return min(first, last), step, slice(None, None, 1 if last > first else -1)
