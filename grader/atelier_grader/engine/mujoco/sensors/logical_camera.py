"""Logical camera: the models whose origin lies in its frustum."""

from __future__ import annotations

from collections.abc import Container, Iterable
from math import tan
from typing import Any

from atelier_grader.engine.mujoco.sensors.base import Mount
from atelier_grader.engine.protocol import Endpoint
from atelier_grader.gazebo_messages import PACKAGE
from atelier_grader.messages import encode, header, new
from atelier_grader.sdf.pose import Transform


class LogicalCamera:
    """`logical_camera`: names and poses, in the sensor's frame, in order of the names."""

    def __init__(self, mount: Mount) -> None:
        self._simulation, self._mount = mount.simulation, mount
        self.schedule = mount.schedule
        camera = mount.parameters.required("logical_camera")
        self._near_m, self._far_m = camera.number("near"), camera.number("far")
        self._width = tan(camera.number("horizontal_fov") / 2)
        ratio = camera.number("aspect_ratio")
        if not 0 <= self._near_m < self._far_m or ratio <= 0 or self._width <= 0:
            raise camera.error("expected 0 <= near < far, a field of view and a ratio over 0")
        self._height = self._width / ratio
        self._topic = mount.topic("logical_camera")
        rate_hz = self.schedule.rate_hz
        self.publishers = (Endpoint(self._topic, "gz.msgs.LogicalCameraImage", rate_hz),)
        self._frame = self._simulation.site_frame(mount.name)
        flat = self._simulation.flat
        self._models = sorted(flat.models)

    def start(self) -> None:
        """Nothing to prepare."""

    def measure(self) -> dict[str, Transform]:
        """The models in sight by scoped name."""
        back = self._simulation.pose_of(self._frame).inverse()
        found: dict[str, Transform] = {}
        for name in self._models:
            pose = self._simulation.pose(name)
            local = back @ Transform(pose.position, pose.orientation)
            x, y, z = local.position.tolist()
            inside = abs(y) <= x * self._width and abs(z) <= x * self._height
            if self._near_m <= x <= self._far_m and inside:
                found[name] = local
        return found

    def sample(
        self, step: int, now_ns: int, listened: Container[str]
    ) -> Iterable[tuple[str, bytes]]:
        message = new(
            PACKAGE + "LogicalCameraImage",
            header=header(now_ns, self._mount.frame_id),
            pose=_pose(self._simulation.pose_of(self._frame)),
            model=[
                new(PACKAGE + "LogicalCameraImageModel", name=name, pose=_pose(pose))
                for name, pose in self.measure().items()
            ],
        )
        return ((self._topic, encode(message)),)


def _pose(pose: Transform) -> Any:
    x, y, z = pose.position.tolist()
    qw, qx, qy, qz = pose.orientation.tolist()
    return new(
        "geometry_msgs/msg/Pose",
        position=new("geometry_msgs/msg/Point", x=x, y=y, z=z),
        orientation=new("geometry_msgs/msg/Quaternion", x=qx, y=qy, z=qz, w=qw),
    )
