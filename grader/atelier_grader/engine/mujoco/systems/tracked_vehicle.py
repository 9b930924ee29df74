"""TrackedVehicle: steers the TrackControllers of a crawler by a twist."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import inf, nan
from typing import Any

from atelier_grader.engine.mujoco.simulation import Simulation
from atelier_grader.engine.mujoco.systems.base import Setting, System
from atelier_grader.engine.mujoco.systems.commands import twist_of
from atelier_grader.engine.mujoco.systems.diff_drive import DeadReckoning
from atelier_grader.engine.mujoco.systems.speed_limiter import SpeedLimiter
from atelier_grader.engine.mujoco.systems.wheel_odometry import WheelOdometry
from atelier_grader.engine.mujoco.topics import topic_name
from atelier_grader.engine.protocol import Endpoint
from atelier_grader.messages import new
from atelier_grader.sdf.error import nearest
from atelier_grader.sdf.reader import Element, Report
from atelier_grader.sdf.tree import Node

_STILL = 1e-6


class TrackedVehicle(System):
    """Track speeds as a differential drive's, with the turn divided by the steering efficiency.

    Odometry is what the tracks were told, not what the vehicle did, and knows nothing of the
    efficiency, as in Gazebo.
    """

    def __init__(self, setting: Setting) -> None:
        parameters, owner = setting.parameters, setting.owner()
        known = [link.name for link in owner.model.links]
        body = parameters.text("body_link", owner.model.canonical_link)
        if body not in known:
            raise parameters.error(f"there is no link '{body}'{nearest(body, known)}")
        self._body = f"{owner.name}::{body}"
        prefix = f"/model/{owner.name}"
        self._tracks = {
            side: [_topics(each, prefix) for each in parameters.children(f"{side}_track")]
            for side in ("left", "right")
        }
        if not all(self._tracks.values()):
            raise parameters.error("needs a <left_track> and a <right_track>")
        self._separation_m = parameters.number("tracks_separation", 1.0)
        height_m = parameters.number("track_height", 0.2)
        self._efficiency = parameters.number("steering_efficiency", 0.5)
        if min(self._separation_m, height_m, self._efficiency) <= 0:
            tags = "<tracks_separation>, <track_height> and <steering_efficiency>"
            raise parameters.error(f"{tags} must be over 0")
        self._linear, self._angular = (
            SpeedLimiter(parameters.child(tag) or _nothing(tag), setting.step_s)
            for tag in ("linear_velocity", "angular_velocity")
        )
        parameters.flag("debug", False)
        self._step_s, self._rim_m = setting.step_s, height_m / 2
        self._target = self._speed = (0.0, 0.0)
        self._travel = [0.0, 0.0]
        self._tracks_m_s = (0.0, 0.0)
        self._new = False
        self._odometry = DeadReckoning(self._separation_m, self._rim_m, setting.step_s)
        self._output = WheelOdometry(setting, body)
        self.schedule, self.publishers = self._output.schedule, self._output.publishers
        command = parameters.text("topic", f"{prefix}/cmd_vel")
        efficiency = parameters.text("steering_efficiency_topic", f"{prefix}/steering_efficiency")
        self._efficiency_topic = topic_name(efficiency)
        self.subscribers = (
            Endpoint(topic_name(command), "gz.msgs.Twist"),
            Endpoint(self._efficiency_topic, "gz.msgs.Double"),
        )

    def configure(self, simulation: Simulation) -> None:
        self._simulation = simulation
        self._anchor = simulation.entities.anchor(self._body)

    def receive(self, topic: str, message: Any) -> None:
        self._new = True
        if topic == self._efficiency_topic:
            self._efficiency = max(float(message.data), _STILL)
            return
        twist = twist_of(message)
        self._target = (float(twist.linear.x), float(twist.angular.z))

    def pre_update(self) -> None:
        speed = (
            self._linear.limit(self._target[0], self._speed[0]),
            self._angular.limit(self._target[1], self._speed[1]),
        )
        # While it turns, the centre moves along with the vehicle only as far as commands renew it.
        if self._new or speed != self._speed:
            self._new, self._speed = False, speed
            self._steer(*speed)
        for side in (0, 1):
            self._travel[side] += self._tracks_m_s[side] / self._rim_m * self._step_s

    def _steer(self, linear: float, angular: float) -> None:
        turn = angular * self._separation_m / (2 * self._efficiency)
        self._tracks_m_s = (linear - turn, linear + turn)
        centre = self._centre(linear, angular)
        post = self._simulation.post
        for side, speed in zip(("left", "right"), self._tracks_m_s, strict=True):
            for velocity_topic, centre_topic in self._tracks[side]:
                post(velocity_topic, new("std_msgs/msg/Float64", data=speed))
                post(centre_topic, centre)

    def _centre(self, linear: float, angular: float) -> Any:
        """Of rotation, in the world; not finite when driving straight on."""
        vector = "geometry_msgs/msg/Vector3"
        if abs(angular) < _STILL:
            return new(vector, x=inf, y=nan, z=nan)
        radius = 0.0 if abs(linear) < _STILL else linear / angular
        body = self._simulation.pose_of(self._anchor)
        x, y, z = (body.position + body.matrix[:, 1] * radius).tolist()
        return new(vector, x=x, y=y, z=z)

    def post_update(self) -> None:
        self._odometry.record(*self._travel)

    def sample(
        self, step: int, now_ns: int, listened: Mapping[str, str]
    ) -> Iterable[tuple[str, bytes]]:
        linear, angular = self._odometry.velocity()
        twist = (linear, 0.0, angular)
        return self._output.messages(now_ns, listened, self._odometry.pose(), twist)


def _nothing(tag: str) -> Element:
    """An empty element: no limits."""
    return Element(Node(tag, {}), Report())


def _topics(track: Element, prefix: str) -> tuple[str, str]:
    """Of a track's velocity, and of its centre of rotation."""
    link = f"{prefix}/link/{track.text('link')}"
    velocity = track.text("velocity_topic", f"{link}/track_cmd_vel")
    centre = track.text("center_of_rotation_topic", f"{link}/track_cmd_center_of_rotation")
    return topic_name(velocity), topic_name(centre)
