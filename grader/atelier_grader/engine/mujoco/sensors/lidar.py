"""Lidar with one layer: ranges in the sensor's x-y plane."""

from __future__ import annotations

from collections.abc import Container, Iterable
from math import inf, isfinite

import numpy as np

from atelier_grader.engine.mujoco.noise import NoiseStream, read_noise
from atelier_grader.engine.mujoco.planar_scan import Beams, PlanarScanner
from atelier_grader.engine.mujoco.sensors.base import Mount
from atelier_grader.engine.protocol import Endpoint
from atelier_grader.sdf.pose import Vector
from atelier_grader.sdf.reader import Element
from atelier_grader.writers import LaserScanWriter


class Lidar:
    """gpu_lidar and its older names. Nothing in range gives inf, as in Gazebo.

    The scene is prepared when somebody first listens.
    """

    def __init__(self, mount: Mount) -> None:
        self._mount, self._simulation = mount, mount.simulation
        self.schedule = mount.schedule
        self._topic = mount.topic("scan")
        self.publishers = (Endpoint(self._topic, "gz.msgs.LaserScan", self.schedule.rate_hz),)
        parameters = mount.parameters
        lidar = parameters.child("lidar") or parameters.required("ray")
        self._beams = _read_beams(lidar)
        beams = self._beams
        noise = read_noise(lidar)
        self._noise = NoiseStream([noise] * beams.count, mount.rng(mount.name))
        self._silent = noise.silent
        last = beams.start_rad + beams.step_rad * (beams.count - 1)
        self._writer = LaserScanWriter(
            mount.frame_id,
            (beams.start_rad, last, beams.step_rad),
            (beams.near_m, beams.far_m),
            beams.count,
        )
        self._frame = self._simulation.site_frame(mount.name)
        self._scanner: PlanarScanner | None = None

    def start(self) -> None:
        if self._scanner is None:
            self._scanner = PlanarScanner(self._simulation, self._beams, self._frame)

    def measure(self) -> Vector:
        """Exact ranges (count,), m; inf where nothing is in range."""
        self.start()
        assert self._scanner is not None
        return self._scanner.scan()

    def sample(
        self, step: int, now_ns: int, listened: Container[str]
    ) -> Iterable[tuple[str, bytes]]:
        ranges = self.measure()
        if not self._silent:
            noisy = self._noise.apply(ranges, self.schedule.index(step))
            hit = np.isfinite(ranges)
            near_m, far_m = self._beams.near_m, self._beams.far_m
            ranges = np.where(hit, np.clip(noisy, near_m, far_m), inf)
        return ((self._topic, self._writer.write(now_ns, ranges)),)


def _read_beams(lidar: Element) -> Beams:
    horizontal = lidar.required("scan").required("horizontal")
    scan = lidar.required("scan")
    vertical = scan.child("vertical")
    if vertical is not None:
        layers = vertical.integer("samples", 1, 1)
        vertical.number("resolution", 1.0)
        angles = [vertical.number(f"{end}_angle", 0.0) for end in ("min", "max")]
        if layers != 1 or any(angles):
            text = f"expected one horizontal layer, got {layers} from {angles[0]:g} rad"
            raise vertical.error(text)
    resolution = horizontal.number("resolution", 1.0)
    if resolution <= 0:
        raise horizontal.error(f"<resolution> expected more than 0, got {resolution:g}")
    count = round(horizontal.integer("samples", 640, 1) * resolution)
    start, end = (horizontal.number(f"{name}_angle", 0.0) for name in ("min", "max"))
    if count < 2 or end <= start:
        raise horizontal.error(f"expected two beams or more to the left, got {count}")
    limits = lidar.required("range")
    near_m, far_m = limits.number("min", 0.0, 0.0), limits.number("max", inf)
    if not (isfinite(far_m) and near_m < far_m):
        raise limits.error(f"<max> expected a finite range over {near_m:g} m, got {far_m:g}")
    limits.number("resolution", 0.0)
    return Beams(start, (end - start) / (count - 1), count, near_m, far_m)
