"""DiffDrive: two sides of wheels, driven by a twist, with odometry from the wheels' angles."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from math import cos, inf, sin
from typing import Any

from atelier_grader.engine.mujoco.simulation import Simulation
from atelier_grader.engine.mujoco.systems.base import Setting, System
from atelier_grader.engine.mujoco.systems.commands import twist_of
from atelier_grader.engine.mujoco.systems.joints import VelocityDrive, find_joints
from atelier_grader.engine.mujoco.systems.speed_limiter import SpeedLimiter
from atelier_grader.engine.mujoco.systems.wheel_odometry import WheelOdometry
from atelier_grader.engine.mujoco.topics import topic_name
from atelier_grader.engine.protocol import Endpoint

VELOCITY_WINDOW_STEPS = 10


class DiffDrive(System):
    """The wheels' speeds are prescribed, up to the <effort> of their joints.

    The last command holds until the next. A wheel turns at most at its joint's <velocity>, and at
    `MAX_JOINT_SPEED` rad/s.
    """

    def __init__(self, setting: Setting, effort_n_m: float = inf) -> None:
        """`effort_n_m` is the most that a wheel can exert."""
        parameters, name = setting.parameters, setting.owner().name
        left = find_joints(setting, parameters.texts("left_joint"))
        right = find_joints(setting, parameters.texts("right_joint"))
        if not left or not right:
            raise parameters.error("needs a <left_joint> and a <right_joint>")
        self._drive = VelocityDrive([*left, *right], effort_n_m)
        self.driven_joints = self._drive.sources
        self.bounded_joints = self._drive.motors
        self.has_solve = bool(self.bounded_joints)
        self._left_count, self._right_count = len(left), len(right)
        self._separation_m = parameters.number("wheel_separation", 1.0)
        self._radius_m = parameters.number("wheel_radius", 0.2)
        if self._separation_m <= 0 or self._radius_m <= 0:
            raise parameters.error("<wheel_separation> and <wheel_radius> must be over 0")
        self._linear = SpeedLimiter(parameters, setting.step_s, "linear")
        self._angular = SpeedLimiter(parameters, setting.step_s, "angular")
        self._target = self._speed = (0.0, 0.0)
        self._odometry = DeadReckoning(self._separation_m, self._radius_m, setting.step_s)
        self._output = WheelOdometry(setting)
        self.schedule, self.publishers = self._output.schedule, self._output.publishers
        command = parameters.text("topic", f"/model/{name}/cmd_vel")
        self._enable_topic = topic_name(f"/model/{name}/enable")
        self._enabled = True
        self.subscribers = (
            Endpoint(topic_name(command), "gz.msgs.Twist"),
            Endpoint(self._enable_topic, "gz.msgs.Boolean"),
        )

    def configure(self, simulation: Simulation) -> None:
        self._drive.configure(simulation)
        self._qpos = simulation.data.qpos
        wheels = self._drive.addresses
        self._first = wheels[0].qpos, wheels[self._left_count].qpos

    def receive(self, topic: str, message: Any) -> None:
        if topic == self._enable_topic:
            self._enabled = bool(message.data)
            if not self._enabled:
                self._target = (0.0, 0.0)
        elif self._enabled:
            twist = twist_of(message)
            self._target = (float(twist.linear.x), float(twist.angular.z))

    def pre_update(self) -> None:
        if self._speed != self._target or self._linear.change or self._angular.change:
            self._accelerate()
        self._drive.pre_update()

    def _accelerate(self) -> None:
        linear = self._linear.limit(self._target[0], self._speed[0])
        angular = self._angular.limit(self._target[1], self._speed[1])
        self._speed = (linear, angular)
        turn = angular * self._separation_m / 2
        left, right = (linear - turn) / self._radius_m, (linear + turn) / self._radius_m
        self._drive.set([left] * self._left_count + [right] * self._right_count)

    def solve(self) -> None:
        self._drive.solve()

    def post_update(self) -> None:
        left, right = self._first
        self._odometry.record(self._qpos.item(left), self._qpos.item(right))

    def sample(
        self, step: int, now_ns: int, listened: Mapping[str, str]
    ) -> Iterable[tuple[str, bytes]]:
        linear, angular = self._odometry.velocity()
        twist = (linear, 0.0, angular)
        return self._output.messages(now_ns, listened, self._odometry.pose(), twist)


class DeadReckoning:
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
