"""libgazebo_ros_p3d.so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from atelier_grader.engine.mujoco.noise import NoiseModel, NoiseStream
from atelier_grader.engine.mujoco.schedule import PublisherRate
from atelier_grader.engine.mujoco.simulation import Simulation
from atelier_grader.engine.mujoco.systems.base import Setting, System
from atelier_grader.engine.mujoco.systems.classic.ros_names import RosNames
from atelier_grader.engine.mujoco.topics import ros_frame
from atelier_grader.engine.protocol import Endpoint
from atelier_grader.sdf.error import nearest
from atelier_grader.sdf.pose import Transform, multiply
from atelier_grader.writers import OdometryWriter


class GroundTruth(System):
    """True pose and velocity of a link, both along the axes of `<frame_name>`, as odometry."""

    def __init__(self, setting: Setting) -> None:
        parameters, owner = setting.parameters, setting.owner()
        link = parameters.text("body_name")
        known = [each.name for each in owner.model.links]
        if link not in known:
            raise parameters.error(f"there is no link '{link}'{nearest(link, known)}")
        self._link = f"{owner.name}::{link}"
        rate_hz = parameters.number("update_rate", 0.0)
        self.schedule = PublisherRate.of(rate_hz, setting.step_ns)
        self._topic = RosNames(parameters).topic(parameters.text("topic_name", "odom"))
        self.publishers = (Endpoint(self._topic, "gz.msgs.Odometry", self.schedule.rate_hz),)
        frame = parameters.text("frame_name", "world")
        self._frame = "" if frame in ("world", "map", "/map") else frame
        offset = [*parameters.vector("xyz_offset", 3, "0 0 0"),
                  *parameters.vector("rpy_offset", 3, "0 0 0")]  # fmt: skip
        self._offset = Transform.from_xyz_rpy(np.array(offset))
        noise = NoiseModel(stddev=parameters.number("gaussian_noise", 0.0, 0.0))
        self._noise = NoiseStream([noise] * 6, setting.rng(f"{self._link}::p3d"))
        self._writer = OdometryWriter(ros_frame(frame), link)
        self._parameters = parameters

    def configure(self, simulation: Simulation) -> None:
        self._simulation = simulation
        if self._frame:
            try:
                simulation.entities.anchor(self._frame)
            except KeyError as error:
                raise self._parameters.error(f"<frame_name>: {error.args[0]}") from None

    def sample(
        self, step: int, now_ns: int, listened: Mapping[str, str]
    ) -> Iterable[tuple[str, bytes]]:
        simulation = self._simulation
        anchor = simulation.entities.anchor
        pose, twist = simulation.pose_of(anchor(self._link)), simulation.twist(self._link)
        linear, angular = twist.linear, twist.angular
        if self._frame:
            back = simulation.pose_of(anchor(self._frame)).inverse()
            base = simulation.twist(self._frame)
            pose = back @ pose
            linear = back.matrix @ (linear - base.linear)
            angular = back.matrix @ (angular - base.angular)
        turned = multiply(self._offset.orientation, pose.orientation)
        moving = np.concatenate([linear, angular])
        moving = self._noise.apply(moving, self.schedule.index(step)).tolist()
        w, x, y, z = turned.tolist()
        position = pose.position + self._offset.position
        message = self._writer.write(
            now_ns, position.tolist(), (x, y, z, w), moving[:3], moving[3:]
        )
        return ((self._topic, message),)
