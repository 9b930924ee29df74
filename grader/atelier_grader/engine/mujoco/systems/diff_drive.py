"""DiffDrive: two sides of wheels, driven by a twist, with odometry from the wheels' angles."""

from __future__ import annotations

from collections import deque
from collections.abc import Container, Iterable
from math import cos, inf, isfinite, sin
from typing import Any

import numpy as np

from atelier_grader.engine.mujoco.schedule import PublisherRate
from atelier_grader.engine.mujoco.simulation import Simulation
from atelier_grader.engine.mujoco.systems.base import Setting, System
from atelier_grader.engine.mujoco.topics import ros_frame, topic_name
from atelier_grader.engine.mujoco.treatments import MAX_JOINT_SPEED
from atelier_grader.engine.protocol import Endpoint
from atelier_grader.sdf.error import nearest
from atelier_grader.sdf.reader import Element
from atelier_grader.writers import OdometryWriter

VELOCITY_WINDOW_STEPS = 10


class SpeedLimiter:
    """Bounds of speed and acceleration of one direction, as gz-math's SpeedLimiter."""

    def __init__(self, parameters: Element, direction: str, step_s: float) -> None:
        low, high = _limits(parameters, direction, "velocity")
        self.low, self.high = low, high
        slow, fast = _limits(parameters, direction, "acceleration")
        self.slowest, self.fastest = slow * step_s, fast * step_s
        for bound in _limits(parameters, direction, "jerk"):
            if abs(bound) != inf:
                parameters.unsupported(False, f"{direction} jerk limits")

    def limit(self, target: float, last: float) -> float:
        """The speed after one step towards `target`."""
        if target == last:
            return target
        step = min(max(target - last, self.slowest), self.fastest)
        return min(max(last + step, self.low), self.high)


def _limits(parameters: Element, direction: str, what: str) -> tuple[float, float]:
    low, high = -inf, inf
    for name in (what, f"{direction}_{what}"):
        low = parameters.number(f"min_{name}", low)
        high = parameters.number(f"max_{name}", high)
    if low > high:
        text = f"min_{direction}_{what} {low:g} is over max_{direction}_{what} {high:g}"
        raise parameters.error(text)
    return low, high


class DiffDrive(System):
    """The wheels' speeds are prescribed without a limit of effort, as Gazebo does by default.

    The last command holds until the next. A wheel turns at most at its
    joint's <velocity>, and at `MAX_JOINT_SPEED` rad/s.
    """

    def __init__(self, setting: Setting) -> None:
        parameters, model = setting.parameters, setting.owner()
        self._parameters = parameters
        self._model = model
        self._left = [f"{model.name}::{name}" for name in parameters.texts("left_joint")]
        self._right = [f"{model.name}::{name}" for name in parameters.texts("right_joint")]
        if not self._left or not self._right:
            raise parameters.error("needs a <left_joint> and a <right_joint>")
        self.driven_joints = (*self._left, *self._right)
        self._separation_m = parameters.number("wheel_separation", 1.0)
        self._radius_m = parameters.number("wheel_radius", 0.2)
        if self._separation_m <= 0 or self._radius_m <= 0:
            raise parameters.error("<wheel_separation> and <wheel_radius> must be over 0")
        self._step_s = setting.step_ns / 1e9
        self._linear = SpeedLimiter(parameters, "linear", self._step_s)
        self._angular = SpeedLimiter(parameters, "angular", self._step_s)
        self._bound = self._joint_bound()
        self._topics(setting)
        self._target = self._speed = (0.0, 0.0)
        self._odometry = _Odometry(self._separation_m, self._radius_m, self._step_s)

    def _joint_bound(self) -> float:
        """The speed, rad/s, that no driven joint exceeds."""
        bound = MAX_JOINT_SPEED
        for joint in self._model.model.joints:
            if f"{self._model.name}::{joint.name}" in self.driven_joints and joint.axis is not None:
                bound = min(bound, joint.axis.velocity)
                if isfinite(joint.axis.effort):
                    note = f"the <effort> limit of joint '{joint.name}' does not hold it back"
                    self._parameters.unsupported(False, note)
        return bound

    def _topics(self, setting: Setting) -> None:
        parameters, name = self._parameters, self._model.name
        prefix = f"/model/{name}"
        self._command_topic = topic_name(parameters.text("topic", f"{prefix}/cmd_vel"))
        self._enable_topic = topic_name(f"{prefix}/enable")
        self._odometry_topic = topic_name(parameters.text("odom_topic", f"{prefix}/odometry"))
        parameters.text("tf_topic", "")
        self.schedule = PublisherRate.of(
            parameters.number("odom_publish_frequency", 50.0), setting.step_ns
        )
        self.publishers = (
            Endpoint(self._odometry_topic, "gz.msgs.Odometry", self.schedule.rate_hz),
        )
        self.subscribers = (
            Endpoint(self._command_topic, "gz.msgs.Twist"),
            Endpoint(self._enable_topic, "gz.msgs.Boolean"),
        )
        self._enabled = True
        frame = parameters.text("frame_id", f"{name}/odom")
        child = parameters.text("child_frame_id", f"{name}/{self._model.model.canonical_link}")
        self._writer = OdometryWriter(ros_frame(frame), ros_frame(child))

    def configure(self, simulation: Simulation) -> None:
        entities = simulation.entities
        prefix = f"{self._model.name}::"
        known = [joint.name for joint in self._model.model.joints]
        for name in self.driven_joints:
            short = name.removeprefix(prefix)
            try:
                entities.joint(name)
            except KeyError:
                hint = nearest(short, known)
                raise self._parameters.error(f"there is no joint '{short}'{hint}") from None
        left = [entities.joint(name) for name in self._left]
        right = [entities.joint(name) for name in self._right]
        self._dofs = np.array([joint.dof for joint in (*left, *right)])
        self._qpos, self._qvel = simulation.data.qpos, simulation.data.qvel
        self._first = left[0].qpos, right[0].qpos
        self._speeds = np.zeros(len(self._dofs))
        self._left_count = len(left)

    def receive(self, topic: str, message: Any) -> None:
        if topic == self._enable_topic:
            self._enabled = bool(message.data)
            if not self._enabled:
                self._target = (0.0, 0.0)
        elif self._enabled:
            self._target = (float(message.linear.x), float(message.angular.z))

    def pre_update(self) -> None:
        if self._speed != self._target:
            self._accelerate()
        self._qvel[self._dofs] = self._speeds

    def _accelerate(self) -> None:
        linear = self._linear.limit(self._target[0], self._speed[0])
        angular = self._angular.limit(self._target[1], self._speed[1])
        self._speed = (linear, angular)
        turn = angular * self._separation_m / 2
        bound = self._bound
        self._speeds[: self._left_count] = min(max((linear - turn) / self._radius_m, -bound), bound)
        self._speeds[self._left_count :] = min(max((linear + turn) / self._radius_m, -bound), bound)

    def post_update(self) -> None:
        left, right = self._first
        self._odometry.record(self._qpos.item(left), self._qpos.item(right))

    def sample(
        self, step: int, now_ns: int, listened: Container[str]
    ) -> Iterable[tuple[str, bytes]]:
        x, y, heading = self._odometry.pose()
        linear, angular = self._odometry.velocity()
        half = heading / 2
        message = self._writer.write(
            now_ns,
            (x, y, 0.0),
            (0.0, 0.0, sin(half), cos(half)),
            (linear, 0.0, 0.0),
            (0.0, 0.0, angular),
        )
        return ((self._odometry_topic, message),)


class _Odometry:
    """Dead reckoning from wheel angles: one exact arc each ten steps; speeds are means of ten.

    gz-sim draws an arc each step; over ten steps of steady speed the two are the same.
    """

    def __init__(self, separation_m: float, radius_m: float, step_s: float) -> None:
        self._separation_m, self._radius_m, self._step_s = separation_m, radius_m, step_s
        self._start = self._now = (0.0, 0.0)
        self._steps = 0
        self._recent = deque([self._now], maxlen=VELOCITY_WINDOW_STEPS + 1)
        self._pose = (0.0, 0.0, 0.0)

    def record(self, left_rad: float, right_rad: float) -> None:
        """The wheels' angles after one more step."""
        self._now = now = (left_rad, right_rad)
        self._recent.append(now)
        self._steps += 1
        if self._steps == VELOCITY_WINDOW_STEPS:
            self._pose, self._start, self._steps = self.pose(), now, 0

    def pose(self) -> tuple[float, float, float]:
        """x and y, m, and heading, rad, in the odometry frame."""
        x, y, heading = self._pose
        travel, turn = self._motion(self._start, self._now)
        half = turn / 2
        chord = travel * (sin(half) / half if abs(half) > 1e-9 else 1.0)
        return x + chord * cos(heading + half), y + chord * sin(heading + half), heading + turn

    def velocity(self) -> tuple[float, float]:
        """Linear, m/s, and angular, rad/s."""
        travel, turn = self._motion(self._recent[0], self._now)
        period_s = max(len(self._recent) - 1, 1) * self._step_s
        return travel / period_s, turn / period_s

    def _motion(self, start: tuple[float, float], end: tuple[float, float]) -> tuple[float, float]:
        """Distance, m, and turn, rad, between two pairs of wheel angles."""
        left = (end[0] - start[0]) * self._radius_m
        right = (end[1] - start[1]) * self._radius_m
        return (right + left) / 2, (right - left) / self._separation_m
