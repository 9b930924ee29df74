"""OdometryPublisher: the model's true pose and velocity, as an odometry message."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from atelier_grader.engine.mujoco.noise import NoiseModel, NoiseStream
from atelier_grader.engine.mujoco.schedule import PublisherRate
from atelier_grader.engine.mujoco.simulation import Simulation
from atelier_grader.engine.mujoco.systems.base import Setting, System
from atelier_grader.engine.mujoco.topics import ros_frame, topic_name
from atelier_grader.engine.protocol import Endpoint
from atelier_grader.sdf.pose import rotation_matrix
from atelier_grader.writers import OdometryWriter


class OdometryPublisher(System):
    """Pose in the world with the offsets, twist in the robot's base frame, as gz-sim's."""

    def __init__(self, setting: Setting) -> None:
        parameters, self._model = setting.parameters, setting.owner()
        name = self._model.name
        self._topic = topic_name(parameters.text("odom_topic", f"/model/{name}/odometry"))
        self.schedule = PublisherRate.of(
            parameters.number("odom_publish_frequency", 50.0), setting.step_ns
        )
        self.publishers = (Endpoint(self._topic, "gz.msgs.Odometry", self.schedule.rate_hz),)
        self._planar = parameters.integer("dimensions", 2, 2) == 2
        frame = parameters.text("odom_frame", f"{name}/odom")
        child = parameters.text("robot_base_frame", f"{name}/base_footprint")
        self._writer = OdometryWriter(ros_frame(frame), ros_frame(child))
        self._offset = parameters.vector("xyz_offset", 3, "0 0 0")
        if parameters.vector("rpy_offset", 3, "0 0 0").any():
            parameters.unsupported(False, "<rpy_offset> other than 0")
        stddev = parameters.number("gaussian_noise", 0.0, 0.0)
        rng = setting.rng(f"{name}::OdometryPublisher")
        self._noise = NoiseStream([NoiseModel(stddev=stddev)] * 6, rng)

    def configure(self, simulation: Simulation) -> None:
        self._simulation = simulation

    def sample(
        self, step: int, now_ns: int, listened: Mapping[str, str]
    ) -> Iterable[tuple[str, bytes]]:
        pose = self._simulation.pose(self._model.name)
        twist = self._simulation.twist(self._model.name)
        back = rotation_matrix(pose.orientation).T
        velocity = np.concatenate([back @ twist.linear, back @ twist.angular])
        velocity = self._noise.apply(velocity, self.schedule.index(step))
        position = pose.position + self._offset
        w, x, y, z = pose.orientation.tolist()
        if self._planar:
            position[2] = 0.0
            velocity[2:5] = 0.0
            half = pose.yaw_rad / 2
            w, x, y, z = float(np.cos(half)), 0.0, 0.0, float(np.sin(half))
        message = self._writer.write(
            now_ns, position.tolist(), (x, y, z, w), velocity[:3].tolist(), velocity[3:].tolist()
        )
        return ((self._topic, message),)
