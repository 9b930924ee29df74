"""Depth and RGBD cameras: distances as pictures and as points."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import replace
from math import inf

import numpy as np
import numpy.typing as npt

from atelier_grader.cloud_writer import PointCloudWriter
from atelier_grader.engine.mujoco.noise import NoiseModel, read_noise
from atelier_grader.engine.mujoco.renderer import Depths, Pixels, Renderer
from atelier_grader.engine.mujoco.sensors.base import Mount
from atelier_grader.engine.mujoco.sensors.optics import read_optics
from atelier_grader.engine.mujoco.topics import topic_name
from atelier_grader.engine.protocol import Endpoint
from atelier_grader.sdf.reader import Element
from atelier_grader.writers import ImageWriter, StampedWriter

_NEAR, _FAR = 0.9, 1.1
_FIELDS = (("x", "f4"), ("y", "f4"), ("z", "f4"), ("rgb", "f4"))


class DepthCamera:
    """`depth_camera`: metres along the optical axis as 32FC1, and points with colours.

    What is farther from the lens than the far clip plane, or nothing, gives inf; what is nearer
    than the near one -inf, unless it is nearer than nine tenths of that, which is not seen at all.
    Points are in the sensor's own axes, x forward. All of this as Gazebo's.
    """

    def __init__(self, mount: Mount) -> None:
        self._mount, self._simulation = mount, mount.simulation
        self.schedule = mount.schedule
        camera = mount.parameters.required("camera")
        optics = read_optics(camera)
        self._lens = optics.lens
        image = camera.child("image")
        if image is not None:
            image.text("format", "")
        if optics.distortion.any():
            camera.unsupported(False, "<distortion> of a depth camera")
        lens = optics.lens
        self._wide = replace(lens, near_m=_NEAR * lens.near_m, far_m=_FAR * lens.far_m)
        self._near_m, self._far_m = self._read_own_clip(camera)
        rate_hz = self.schedule.rate_hz
        self._name_topics(mount, camera)
        self.publishers = tuple(
            Endpoint(topic, kind, rate_hz)
            for topic, kind in (
                (self._colour_topic, "gz.msgs.Image"),
                (self._depth_topic, "gz.msgs.Image"),
                (self._info_topic, "gz.msgs.CameraInfo"),
                (self._points_topic, "gz.msgs.PointCloudPacked"),
            )
            if topic
        )
        frame = camera.text("optical_frame_id", "") or mount.frame_id
        width, height = self._lens.width, self._lens.height
        self._depth = ImageWriter(frame, width, height, "32FC1", 4)
        self._colour = ImageWriter(frame, width, height, "rgb8", 3)
        self._info = StampedWriter(optics.info(frame))
        self._cloud = PointCloudWriter(frame, width, height, _FIELDS)
        fx, fy, cx, cy = self._lens.intrinsics
        self._left = ((cx - 0.5 - np.arange(width)) / fx).astype(np.float32)
        self._up = ((cy - 0.5 - np.arange(height)) / fy).astype(np.float32)[:, None]
        self._slant = np.sqrt(1 + self._left**2 + self._up**2)
        self._noise = _DepthNoise(read_noise(camera), width * height, mount.rng(mount.name))
        self._frame = self._simulation.site_frame(mount.name)

    def _read_own_clip(self, camera: Element) -> tuple[float, float]:
        depth = camera.child("depth_camera")
        if depth is not None:
            depth.text("output", "")
            if depth.child("clip") is not None:
                depth.required("clip").unsupported(
                    True, "<clip>: as in Gazebo, only that of the <camera> counts"
                )
        return 0.0, inf

    def _name_topics(self, mount: Mount, camera: Element) -> None:
        self._colour_topic = ""
        self._depth_topic = mount.topic("depth_image")
        self._points_topic = f"{self._depth_topic}/points"
        self._info_topic = topic_name(
            camera.text("camera_info_topic", self._depth_topic.rpartition("/")[0] + "/camera_info")
        )

    def start(self) -> None:
        """Raises `EngineError` where nothing can be rendered."""
        self._renderer()

    def sample(
        self, step: int, now_ns: int, listened: Container[str]
    ) -> Iterable[tuple[str, bytes]]:
        rendered = (self._colour_topic, self._depth_topic, self._points_topic)
        if any(topic in listened for topic in rendered):
            colours, exact = self._render()
            depths = self._noise.apply(exact, self.schedule.index(step))
            if self._colour_topic in listened:
                yield self._colour_topic, self._colour.write(now_ns, colours)
            if self._depth_topic in listened:
                data = np.ascontiguousarray(depths).view(np.uint8)
                yield self._depth_topic, self._depth.write(now_ns, data)
            if self._points_topic in listened:
                yield self._points_topic, self._points(now_ns, colours, depths)
        if self._info_topic in listened:
            yield self._info_topic, self._info.write(now_ns)

    def measure(self) -> Depths:
        """Exact distances (height, width), m; inf: nothing, -inf: too near."""
        return self._render()[1]

    def _render(self) -> tuple[Pixels, Depths]:
        pose = self._simulation.pose_of(self._frame)
        colours, depths = self._renderer().depths(pose, self._wide)
        lens = self._lens
        near, far = depths < lens.near_m, depths * self._slant > lens.far_m
        background = np.array(self._simulation.world.background[:3])
        colours[near | far] = np.rint(background * 255).astype(np.uint8)
        depths[far | (depths > self._far_m)] = inf
        depths[near | (depths < self._near_m)] = -inf
        return colours, depths

    def _points(self, now_ns: int, colours: Pixels, depths: Depths) -> bytes:
        red, green, blue = (colours[..., i].astype(np.uint32) for i in range(3))
        packed = (red << 16 | green << 8 | blue).view(np.float32)
        with np.errstate(invalid="ignore"):
            y, z = depths * self._left, depths * self._up
        nothing = ~np.isfinite(depths)
        y[nothing] = z[nothing] = depths[nothing]
        dense = bool(np.isfinite(depths).all())
        return self._cloud.write(now_ns, dense, x=depths, y=y, z=z, rgb=packed)

    def _renderer(self) -> Renderer:
        return self._simulation.renderer(self._lens.width, self._lens.height)


class RgbdCamera(DepthCamera):
    """`rgbd_camera`: `image`, `depth_image`, `points` and `camera_info` under one topic."""

    def _name_topics(self, mount: Mount, camera: Element) -> None:
        self._colour_topic = mount.topic("image", prefixed=True)
        self._depth_topic = mount.topic("depth_image", prefixed=True)
        self._points_topic = mount.topic("points", prefixed=True)
        self._info_topic = mount.topic("camera_info", prefixed=True)
        camera.text("camera_info_topic", "")

    def _read_own_clip(self, camera: Element) -> tuple[float, float]:
        depth = camera.child("depth_camera")
        if depth is None:
            return 0.0, inf
        depth.text("output", "")
        clip = depth.child("clip")
        if clip is None:
            return 0.0, inf
        near_m, far_m = clip.number("near", 0.0, 0.0), clip.number("far", inf)
        if near_m >= far_m:
            raise clip.error(f"expected near < far, got {near_m:g} and {far_m:g} m")
        return near_m, far_m


class _DepthNoise:
    """A window of one long table, which each sample opens elsewhere; metres."""

    def __init__(self, model: NoiseModel, count: int, rng: np.random.Generator) -> None:
        self._key = rng.integers(0, 2**64, size=2, dtype=np.uint64)
        self._count = count
        self._table: npt.NDArray[np.float32] | None = None
        if not model.silent:
            table = rng.standard_normal(4 * count, np.float32)
            self._table = table * np.float32(model.stddev) + np.float32(model.mean)

    def apply(self, depths: Depths, index: int) -> Depths:
        if self._table is None:
            return depths
        bits = np.random.Philox(key=self._key, counter=[0, 0, 0, index])
        start = int(bits.random_raw()) % (len(self._table) - self._count)
        noise = self._table[start : start + self._count].reshape(depths.shape)
        return depths + noise
