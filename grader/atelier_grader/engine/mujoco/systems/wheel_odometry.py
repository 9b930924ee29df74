"""What the wheeled drives publish: odometry, and the same pose as a transform."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import cos, sin

import numpy as np

from atelier_grader.engine.mujoco.schedule import PublisherRate
from atelier_grader.engine.mujoco.systems.base import Setting
from atelier_grader.engine.mujoco.systems.pose_messages import NamedPose, pose_vector
from atelier_grader.engine.mujoco.topics import ros_frame, topic_name
from atelier_grader.engine.protocol import Endpoint
from atelier_grader.sdf.pose import Transform
from atelier_grader.writers import OdometryWriter

PlanarPose = tuple[float, float, float]
"""x and y, m, and heading, rad."""

PlanarTwist = tuple[float, float, float]
"""Forwards and to the left, m/s, and the turn, rad/s, in the vehicle's frame."""


class WheelOdometry:
    """The topics, frames and rate of a drive, from its parameters, with Gazebo's defaults."""

    def __init__(self, setting: Setting, link: str = "") -> None:
        """`link` is the vehicle's, if not the canonical one."""
        parameters, model = setting.parameters, setting.owner()
        prefix = f"/model/{model.name}"
        self.topic = topic_name(parameters.text("odom_topic", f"{prefix}/odometry"))
        self.tf_topic = topic_name(parameters.text("tf_topic", f"{prefix}/tf"))
        rate_hz = parameters.number("odom_publish_frequency", 50.0)
        self.schedule = PublisherRate.of(rate_hz, setting.step_ns)
        self.publishers = (
            Endpoint(self.topic, "gz.msgs.Odometry", self.schedule.rate_hz),
            Endpoint(self.tf_topic, "gz.msgs.Pose_V", self.schedule.rate_hz),
        )
        self._frame = parameters.text("frame_id", f"{model.name}/odom")
        link = link or model.model.canonical_link
        self._child = parameters.text("child_frame_id", f"{model.name}/{link}")
        self._writer = OdometryWriter(ros_frame(self._frame), ros_frame(self._child))

    def messages(
        self, now_ns: int, listened: Mapping[str, str], pose: PlanarPose, twist: PlanarTwist
    ) -> Iterator[tuple[str, bytes]]:
        x, y, heading = pose
        forward, left, turn = twist
        z, w = sin(heading / 2), cos(heading / 2)
        if self.topic in listened:
            yield (
                self.topic,
                self._writer.write(
                    now_ns, (x, y, 0.0), (0.0, 0.0, z, w), (forward, left, 0.0), (0.0, 0.0, turn)
                ),
            )
        if self.tf_topic in listened:
            where = Transform(np.array([x, y, 0.0]), np.array([w, 0.0, 0.0, z]))
            poses = (NamedPose(self._frame, self._child, where),)
            yield self.tf_topic, pose_vector(now_ns, poses, listened[self.tf_topic])
