"""A live 3D view of a run in the browser, on loopback."""

from __future__ import annotations

import contextlib
import io
import socket
from dataclasses import dataclass
from typing import Any

import numpy as np
import viser

from ..engine.mujoco.flat import FlatLink, flatten
from ..engine.mujoco.meshes import MeshFiles
from ..engine.mujoco.topics import sensor_topic, topic_name
from ..engine.protocol import Pose, WorldState
from ..messages import STORE
from ..sdf.pose import Transform, Vector
from ..stage import Stage
from .lidar import scan_points
from .shapes import link_pictures, link_shapes

HOST = "127.0.0.1"
SCAN = "sensor_msgs/msg/LaserScan"
IMAGE = "sensor_msgs/msg/Image"
CHANNELS = {"rgb8": 3, "bgr8": 3, "mono8": 1, "8UC1": 1}
HIT_COLOUR = (230, 60, 40)


class PortTakenError(Exception):
    """Somebody else listens on the view's port."""


@dataclass
class Moving:
    """A link that may move, and its picture."""

    name: str
    handle: Any
    shown: tuple[float, ...] = ()


class LiveView:
    """Robots, obstacles, lidar hits and camera images. `url` is where to look."""

    def __init__(self, port: int) -> None:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                raise PortTakenError(f"port {port} of {HOST} is taken: choose --port") from None
        with contextlib.redirect_stdout(io.StringIO()):  # it greets whatever it is told
            self._server = viser.ViserServer(HOST, port, label="Atelier", verbose=False)
        self._moving: list[Moving] = []
        self._sensors: dict[str, tuple[str, Transform]] = {}
        self._scans: dict[str, tuple[str, Any]] = {}
        self._images: dict[str, Any] = {}
        self.url = f"http://{HOST}:{port}"

    def begin(self, stage: Stage) -> None:
        """Draw the world as it stands."""
        scene = self._server.scene
        scene.set_up_direction("+z")
        files = MeshFiles()
        flat = flatten(stage.world)
        for link in flat.links.values():
            self._draw(link, files)
            for sensor in link.link.sensors:
                scoped = f"{link.name}::{sensor.name}"
                topic = topic_name(sensor.topic) if sensor.topic else ""
                topics = (topic, f"{sensor_topic(stage.world.name, scoped)}/scan")
                for entry in stage.bridge.entries:
                    if entry.gz_topic in topics and entry.ros_type == SCAN:
                        self._sensors[entry.ros_topic] = link.name, sensor.pose
        self._look_at(np.array([model.pose.position for model in flat.models.values()]))

    def _look_at(self, places: Vector) -> None:
        """See all models from the south, from above."""
        low, high = places.min(axis=0), places.max(axis=0)
        centre = np.array([*(low + high)[:2] / 2, 0.0])
        away_m = max(float((high - low)[:2].max()), 4.0) * 0.75
        self._server.initial_camera.look_at = tuple(centre)
        self._server.initial_camera.position = tuple(
            centre + np.array([0.0, -0.7 * away_m, 1.2 * away_m])
        )

    def _draw(self, link: FlatLink, files: MeshFiles) -> None:
        shapes, pictures = list(link_shapes(link, files)), list(link_pictures(link))
        if not shapes and not pictures:
            return
        name = f"/world/{link.name.replace('::', '/')}"
        frame = self._server.scene.add_frame(
            name, show_axes=False, position=link.pose.position, wxyz=link.pose.orientation
        )
        for number, shape in enumerate(shapes):
            corners = shape.triangles.reshape(-1, 3)
            self._server.scene.add_mesh_simple(
                f"{name}/{number}",
                corners.astype(np.float32),
                np.arange(len(corners), dtype=np.uint32).reshape(-1, 3),
                color=shape.colour,
                opacity=shape.opacity if shape.opacity < 1.0 else None,
                flat_shading=True,
            )
        for number, picture in enumerate(pictures):
            self._server.scene.add_mesh_trimesh(f"{name}/picture_{number}", picture)
        if not link.static:
            self._moving.append(Moving(link.name, frame))

    def message(self, topic: str, type_name: str, time_ns: int, cdr: bytes) -> None:
        """Take in a sensor message: a scan is shown with the next look, an image at once."""
        if type_name == SCAN and topic in self._sensors:
            self._scans[topic] = self._sensors[topic][0], STORE.deserialize_cdr(cdr, SCAN)
        elif type_name == IMAGE:
            self._show_image(topic, STORE.deserialize_cdr(cdr, IMAGE))

    def _show_image(self, topic: str, image: Any) -> None:
        channels = CHANNELS.get(image.encoding)
        if channels is None:
            return
        rows = np.asarray(image.data, np.uint8).reshape(image.height, image.step)
        pixels = rows[:, : image.width * channels].reshape(image.height, image.width, channels)
        if image.encoding == "bgr8":
            pixels = pixels[..., ::-1]
        shown = np.repeat(pixels, 3, axis=2) if channels == 1 else pixels
        if topic in self._images:
            self._images[topic].image = shown
        else:
            self._images[topic] = self._server.gui.add_image(shown, label=topic)

    def look(self, state: WorldState) -> None:
        """Move what has moved."""
        with self._server.atomic():
            for each in self._moving:
                pose = state.pose(each.name)
                values = (*pose.position.round(4).tolist(), *pose.orientation.round(5).tolist())
                if values != each.shown:
                    each.shown = values
                    each.handle.position, each.handle.wxyz = values[:3], values[3:]
            for topic, (link, scan) in self._scans.items():
                self._show_scan(topic, scan, state.pose(link))
            self._scans.clear()

    def _show_scan(self, topic: str, scan: Any, link: Pose) -> None:
        sensor = Transform(link.position, link.orientation) @ self._sensors[topic][1]
        points = scan_points(scan, sensor)
        self._server.scene.add_point_cloud(
            f"/lidar{topic}", points.astype(np.float32), HIT_COLOUR, point_size=0.04
        )

    def close(self) -> None:
        with contextlib.redirect_stdout(io.StringIO()):
            self._server.stop()
