"""Camera: colour or grey pictures, and their CameraInfo."""

from __future__ import annotations

from collections.abc import Container, Iterable

import numpy as np
import numpy.typing as npt

from atelier_grader.engine.mujoco.noise import PixelNoise, read_noise
from atelier_grader.engine.mujoco.renderer import Renderer
from atelier_grader.engine.mujoco.sensors.base import Mount
from atelier_grader.engine.mujoco.sensors.optics import read_optics
from atelier_grader.engine.mujoco.topics import topic_name
from atelier_grader.engine.protocol import Endpoint
from atelier_grader.writers import ImageWriter, StampedWriter

_FORMATS = {"R8G8B8": ("rgb8", 3), "RGB_INT8": ("rgb8", 3), "L8": ("mono8", 1),
            "L_INT8": ("mono8", 1)}  # fmt: skip
_LUMA = np.array([0.299, 0.587, 0.114])


class Camera:
    """Pictures are rendered only while somebody listens to them; CameraInfo comes with them."""

    def __init__(self, mount: Mount) -> None:
        self._mount, self._simulation = mount, mount.simulation
        self.schedule = mount.schedule
        camera = mount.parameters.child("camera")
        if camera is None:
            raise mount.parameters.error("needs a <camera>, has none")
        optics = read_optics(camera)
        image = camera.child("image")
        image_format = (
            "R8G8B8" if image is None else image.choice("format", list(_FORMATS), "R8G8B8")
        )
        self._lens = optics.lens
        self._sources = optics.sources()
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
        self._info = StampedWriter(optics.info(optical or frame))
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
        if self._sources is not None:
            index, valid = self._sources
            pixels = pixels.reshape(-1, 3)[index] * valid[..., None]
        if self._channels == 1:
            pixels = (pixels @ _LUMA + 0.5).astype(np.uint8)[..., None]
        return pixels

    def _renderer(self) -> Renderer:
        """One renderer serves all cameras of the world, at the largest picture's size."""
        return self._simulation.renderer(self._lens.width, self._lens.height)
