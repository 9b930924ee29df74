"""Segmentation camera: each pixel tells the label of what is seen there."""

from __future__ import annotations

from collections.abc import Container, Iterable
from colorsys import hsv_to_rgb

import numpy as np
import numpy.typing as npt

from atelier_grader.engine.mujoco.renderer import Renderer
from atelier_grader.engine.mujoco.sensors.base import Mount
from atelier_grader.engine.mujoco.sensors.optics import read_optics
from atelier_grader.engine.protocol import Endpoint
from atelier_grader.sdf.labels import BACKGROUND, labels_of
from atelier_grader.writers import ImageWriter, StampedWriter

_GOLDEN = 0.6180339887498949


class SegmentationCamera:
    """`segmentation_camera`, semantic: `labels_map`, `colored_map` and `camera_info`.

    Labels come from Label plugins of models and visuals; what has none is background, 255. A
    label's colour is fixed; Gazebo's are others.
    """

    def __init__(self, mount: Mount) -> None:
        self._simulation, self.schedule = mount.simulation, mount.schedule
        camera = mount.parameters.required("camera")
        optics = read_optics(camera)
        self._lens = optics.lens
        image = camera.child("image")
        if image is not None:
            image.text("format", "")
        kind = camera.text("segmentation_type", "semantic")
        if kind != "semantic":
            camera.unsupported(False, f"<segmentation_type> {kind}: labels are semantic")
        rate_hz = self.schedule.rate_hz
        topics = [mount.topic(end, prefixed=True) for end in ("labels_map", "colored_map")]
        self._labels_topic, self._colours_topic = topics
        self._info_topic = mount.topic("camera_info", prefixed=True)
        self.publishers = (
            Endpoint(self._labels_topic, "gz.msgs.Image", rate_hz),
            Endpoint(self._colours_topic, "gz.msgs.Image", rate_hz),
            Endpoint(self._info_topic, "gz.msgs.CameraInfo", rate_hz),
        )
        frame = mount.frame_id
        self._image = ImageWriter(frame, self._lens.width, self._lens.height, "rgb8", 3)
        self._info = StampedWriter(optics.info(frame))
        self._frame = self._simulation.site_frame(mount.name)
        self._palette = np.array([_colour(label) for label in range(256)], np.uint8)
        self._by_id: npt.NDArray[np.uint8] | None = None

    def start(self) -> None:
        """Raises `EngineError` where nothing can be rendered."""
        self._renderer()

    def measure(self) -> npt.NDArray[np.uint8]:
        """The label (height, width) of each pixel."""
        renderer = self._renderer()
        if self._by_id is None:
            labels = labels_of(self._simulation.world)
            names = renderer.visual_names()
            found = [labels.get(name, BACKGROUND) for name in names]
            self._by_id = np.array([BACKGROUND, *found], np.uint8)
        ids = renderer.segments(self._simulation.pose_of(self._frame), self._lens)
        return self._by_id[ids + 1]

    def sample(
        self, step: int, now_ns: int, listened: Container[str]
    ) -> Iterable[tuple[str, bytes]]:
        if self._labels_topic in listened or self._colours_topic in listened:
            labels = self.measure()
            if self._labels_topic in listened:
                pixels = np.repeat(labels[..., None], 3, axis=2)
                yield self._labels_topic, self._image.write(now_ns, pixels)
            if self._colours_topic in listened:
                yield self._colours_topic, self._image.write(now_ns, self._palette[labels])
        if self._info_topic in listened:
            yield self._info_topic, self._info.write(now_ns)

    def _renderer(self) -> Renderer:
        return self._simulation.renderer(self._lens.width, self._lens.height)


def _colour(label: int) -> list[int]:
    """Neighbouring labels get hues far apart; the background is black."""
    if label == BACKGROUND:
        return [0, 0, 0]
    red, green, blue = hsv_to_rgb(label * _GOLDEN % 1.0, 0.8, 0.9)
    return [round(255 * each) for each in (red, green, blue)]
