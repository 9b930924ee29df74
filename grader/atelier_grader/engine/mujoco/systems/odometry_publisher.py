"""OdometryPublisher: the model's true pose and velocity, as odometry and as a transform."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from atelier_grader.engine.mujoco.noise import NoiseModel, NoiseStream
from atelier_grader.engine.mujoco.schedule import PublisherRate
from atelier_grader.engine.mujoco.simulation import Simulation
from atelier_grader.engine.mujoco.systems.base import Setting, System
from atelier_grader.engine.mujoco.systems.pose_messages import NamedPose, pose_vector
from atelier_grader.engine.mujoco.topics import ros_frame, topic_name
from atelier_grader.engine.protocol import Endpoint
from atelier_grader.sdf.pose import Transform, Vector, from_rpy
from atelier_grader.writers import OdometryWriter


class OdometryPublisher(System):
    """Pose in the world of a frame at the offsets from the model's; twist along that frame.

    In two dimensions the height is 0, and the velocity is level and along the heading. The
    velocity is that of the moment; gz-sim's is the mean of ten steps.
    """

    def __init__(self, setting: Setting) -> None:
        parameters, self._model = setting.parameters, setting.owner()
        name = self._model.name
        prefix = f"/model/{name}"
        self._topic, self._covariance_topic, self._tf_topic = (
            topic_name(parameters.text(tag, f"{prefix}/{default}"))
            for tag, default in (
                ("odom_topic", "odometry"),
                ("odom_covariance_topic", "odometry_with_covariance"),
                ("tf_topic", "pose"),
            )
        )
        self.schedule = PublisherRate.of(
            parameters.number("odom_publish_frequency", 50.0), setting.step_ns
        )
        self.publishers = tuple(
            Endpoint(topic, kind, self.schedule.rate_hz)
            for topic, kind in (
                (self._topic, "gz.msgs.Odometry"),
                (self._covariance_topic, "gz.msgs.OdometryWithCovariance"),
                (self._tf_topic, "gz.msgs.Pose_V"),
            )
        )
        self._planar = parameters.integer("dimensions", 2, 2) == 2
        self._frame = parameters.text("odom_frame", f"{name}/odom")
        self._child = parameters.text("robot_base_frame", f"{name}/base_footprint")
        self._offset = Transform(
            parameters.vector("xyz_offset", 3, "0 0 0"),
            from_rpy(*parameters.vector("rpy_offset", 3, "0 0 0").tolist()),
        )
        stddev = parameters.number("gaussian_noise", 0.0, 0.0)
        rng = setting.rng(f"{name}::OdometryPublisher")
        self._noise = NoiseStream([NoiseModel(stddev=stddev)] * 6, rng)
        frames = ros_frame(self._frame), ros_frame(self._child)
        self._writers = {
            self._topic: OdometryWriter(*frames),
            self._covariance_topic: OdometryWriter(*frames, stddev**2),
        }

    def configure(self, simulation: Simulation) -> None:
        self._simulation = simulation

    def sample(
        self, step: int, now_ns: int, listened: Mapping[str, str]
    ) -> Iterable[tuple[str, bytes]]:
        simulation = self._simulation
        model = simulation.pose_of(simulation.entities.anchor(self._model.name))
        pose = model @ self._offset
        if self._planar:
            pose.position[2] = 0.0
        velocity = self._noise.apply(self._velocity(model, pose), self.schedule.index(step))
        w, x, y, z = pose.orientation.tolist()
        for topic, writer in self._writers.items():
            if topic in listened:
                place, turn = pose.position.tolist(), (x, y, z, w)
                linear, angular = velocity[:3].tolist(), velocity[3:].tolist()
                yield topic, writer.write(now_ns, place, turn, linear, angular)
        if self._tf_topic in listened:
            named = (NamedPose(self._frame, self._child, pose),)
            yield self._tf_topic, pose_vector(now_ns, named, listened[self._tf_topic])

    def _velocity(self, model: Transform, pose: Transform) -> Vector:
        """Linear, m/s, then angular, rad/s, of the frame `pose`, without noise."""
        twist = self._simulation.twist(self._model.name)
        linear = twist.linear + np.cross(twist.angular, model.matrix @ self._offset.position)
        back = pose.matrix.T
        angular = back @ twist.angular
        if not self._planar:
            return np.concatenate([back @ linear, angular])
        heading = np.arctan2(back[0, 1], back[0, 0])
        cosine, sine = np.cos(heading), np.sin(heading)
        forward = cosine * linear[0] + sine * linear[1]
        left = cosine * linear[1] - sine * linear[0]
        return np.array([forward, left, 0.0, 0.0, 0.0, angular[2]])
