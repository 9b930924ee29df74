"""Camera: colour or grey pictures, and their CameraInfo."""

from __future__ import annotations

from collections.abc import Container, Iterable
from math import pi, tan
from typing import Any

import numpy as np
import numpy.typing as npt

from atelier_grader.engine.mujoco.noise import PixelNoise, read_noise
from atelier_grader.engine.mujoco.renderer import Lens, Renderer
from atelier_grader.engine.mujoco.sensors.base import Mount
from atelier_grader.engine.mujoco.topics import topic_name
from atelier_grader.engine.protocol import Endpoint
from atelier_grader.messages import header, new
from atelier_grader.sdf.reader import Element
from atelier_grader.writers import ImageWriter, StampedWriter

_FORMATS = {"R8G8B8": ("rgb8", 3), "RGB_INT8": ("rgb8", 3), "L8": ("mono8", 1),
            "L_INT8": ("mono8", 1)}  # fmt: skip
_LUMA = np.array([0.299, 0.587, 0.114])
_MAX_PIXELS = 4096


class Camera:
    """Pictures are rendered only while somebody listens to them; CameraInfo comes with them."""

    def __init__(self, mount: Mount) -> None:
        self._mount, self._simulation = mount, mount.simulation
        self.schedule = mount.schedule
        camera = mount.parameters.child("camera")
        if camera is None:
            raise mount.parameters.error("needs a <camera>, has none")
        self._lens, image_format = _read_lens(camera)
        noise = read_noise(camera)
        self._topic = mount.topic("image")
        self._info_topic = topic_name(
            camera.text("camera_info_topic", self._topic.rpartition("/")[0] + "/camera_info")
        )
        rate_hz = self.schedule.rate_hz
        self.publishers = (
            Endpoint(self._topic, "gz.msgs.Image", rate_hz),
            Endpoint(self._info_topic, "gz.msgs.CameraInfo", rate_hz),
        )
        lens = self._lens
        encoding, self._channels = _FORMATS[image_format]
        frame = mount.frame_id
        optical = camera.text("optical_frame_id", "")
        self._image = ImageWriter(
            optical or frame, lens.width, lens.height, encoding, self._channels
        )
        self._info = StampedWriter(_camera_info(optical or frame, lens))
        count = lens.width * lens.height * self._channels
        self._noise = PixelNoise(noise, count, mount.rng(mount.name))
        self._frame = self._simulation.site_frame(mount.name)

    def start(self) -> None:
        """Raises `EngineError` where nothing can be rendered."""
        self._renderer()

    def sample(
        self, step: int, now_ns: int, listened: Container[str]
    ) -> Iterable[tuple[str, bytes]]:
        if self._topic in listened:
            pixels = self._noise.apply(self.measure(), self.schedule.index(step))
            yield self._topic, self._image.write(now_ns, pixels)
        if self._info_topic in listened:
            yield self._info_topic, self._info.write(now_ns)

    def measure(self) -> npt.NDArray[np.uint8]:
        """The picture (height, width, channels) without noise."""
        pixels = self._renderer().picture(self._simulation.pose_of(self._frame), self._lens)
        if self._channels == 1:
            pixels = (pixels @ _LUMA + 0.5).astype(np.uint8)[..., None]
        return pixels

    def _renderer(self) -> Renderer:
        """One renderer serves all cameras of the world, at the largest picture's size."""
        return self._simulation.renderer(self._lens.width, self._lens.height)


def _read_lens(camera: Element) -> tuple[Lens, str]:
    image, clip = camera.child("image"), camera.child("clip")
    width, height, image_format = 320, 240, "R8G8B8"
    if image is not None:
        width, height = image.integer("width", 320, 1), image.integer("height", 240, 1)
        image_format = image.choice("format", list(_FORMATS), "R8G8B8")
        if max(width, height) > _MAX_PIXELS:
            raise image.error(f"expected at most {_MAX_PIXELS} pixels a side, got {width}x{height}")
        if image.integer("anti_aliasing", 0) > 1:
            image.child("anti_aliasing")
    fov = camera.number("horizontal_fov", 1.047)
    if not 0 < fov < pi:
        raise camera.error(f"<horizontal_fov> expected between 0 and pi rad, got {fov:g}")
    near_m, far_m = 0.1, 100.0
    if clip is not None:
        near_m, far_m = clip.number("near", 0.1), clip.number("far", 100.0)
        if not 0 < near_m < far_m:
            raise clip.error(f"expected 0 < near < far, got {near_m:g} and {far_m:g} m")
    return Lens(width, height, fov, near_m, far_m), image_format


def _camera_info(frame_id: str, lens: Lens) -> Any:
    """A pinhole without distortion; the optical axis meets the picture's centre, as Gazebo's."""
    focal = lens.width / (2 * tan(lens.horizontal_fov_rad / 2))
    cx, cy = lens.width / 2, lens.height / 2
    matrix = np.array([focal, 0, cx, 0, focal, cy, 0, 0, 1.0])
    return new(
        "sensor_msgs/msg/CameraInfo",
        header=header(0, frame_id),
        width=lens.width,
        height=lens.height,
        distortion_model="plumb_bob",
        d=np.zeros(5),
        k=matrix,
        r=np.eye(3).ravel(),
        p=np.array([focal, 0, cx, 0, 0, focal, cy, 0, 0, 0, 1.0, 0]),
    )
