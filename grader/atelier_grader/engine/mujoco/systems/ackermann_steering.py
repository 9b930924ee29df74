"""AckermannSteering: a car, steered and driven by a twist or by its steering angle."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import atan, cos, inf, pi, sin, tan
from typing import Any

from atelier_grader.engine.mujoco.simulation import Simulation
from atelier_grader.engine.mujoco.systems.base import Setting, System
from atelier_grader.engine.mujoco.systems.commands import twist_of
from atelier_grader.engine.mujoco.systems.joint_topics import command_topic
from atelier_grader.engine.mujoco.systems.joints import VelocityDrive, find_joints
from atelier_grader.engine.mujoco.systems.speed_limiter import SpeedLimiter
from atelier_grader.engine.mujoco.systems.wheel_odometry import WheelOdometry
from atelier_grader.engine.protocol import Endpoint

_STRAIGHT_RAD_S = 0.001
_STRAIGHT_M = 1e9


class AckermannSteering(System):
    """The steering joints approach their angles at `<steer_p_gain>` times what is missing.

    With `<steering_only>` the command is the steering angle, rad, and nothing drives the wheels
    nor is there odometry. Both speeds have the same limits, as in Gazebo.
    """

    def __init__(self, setting: Setting, effort_n_m: float = inf) -> None:
        parameters = setting.parameters
        self._steering_only = parameters.flag("steering_only", False)
        sides = [
            find_joints(setting, parameters.texts(f"{side}_{kind}"))
            for kind in ("steering_joint", "joint")
            for side in ("left", "right")
        ]
        self._steer = VelocityDrive([*sides[0], *sides[1]])
        wheels = [] if self._steering_only else [*sides[2], *sides[3]]
        self._wheels = VelocityDrive(wheels, effort_n_m)
        for what, joints in zip(("steering_joint", "joint"), (sides[:2], sides[2:]), strict=True):
            if not all(joints) and not (what == "joint" and self._steering_only):
                raise parameters.error(f"needs a <left_{what}> and a <right_{what}>")
        self._counts = [len(side) for side in sides]
        self.driven_joints = [*self._steer.sources, *self._wheels.sources]
        self.bounded_joints = [*self._steer.motors, *self._wheels.motors]
        self.has_solve = bool(self.bounded_joints)
        self._geometry(setting)
        self._linear = SpeedLimiter(parameters, setting.step_s)
        self._angular = SpeedLimiter(parameters, setting.step_s)
        self._gain = parameters.number("steer_p_gain", 1.0)
        self._target = self._speed = (0.0, 0.0)
        self._step_s = setting.step_s
        self._pose = (0.0, 0.0, 0.0)
        self._twist = (0.0, 0.0, 0.0)
        if self._steering_only:
            topic = command_topic(setting, "steer_angle")
            self.subscribers = (Endpoint(topic, "gz.msgs.Double"),)
        else:
            topic = command_topic(setting, "cmd_vel")
            self.subscribers = (Endpoint(topic, "gz.msgs.Twist"),)
            self._output = WheelOdometry(setting)
            self.schedule, self.publishers = self._output.schedule, self._output.publishers

    def _geometry(self, setting: Setting) -> None:
        parameters = setting.parameters
        self._radius_m = parameters.number("wheel_radius", 0.2)
        self._kingpin_m = parameters.number("kingpin_width", 0.8)
        self._separation_m = parameters.number("wheel_separation", 1.0)
        self._base_m = parameters.number("wheel_base", 1.0)
        self._limit_rad = parameters.number("steering_limit", 0.5)
        for tag, value in (("wheel_radius", self._radius_m), ("wheel_base", self._base_m)):
            if value <= 0:
                raise parameters.error(f"<{tag}> expected more than 0, got {value:g}")
        if not 0 < self._limit_rad <= pi / 2:
            text = f"<steering_limit> expected up to pi / 2 rad, got {self._limit_rad:g}"
            raise parameters.error(text)

    def configure(self, simulation: Simulation) -> None:
        self._qpos = simulation.data.qpos
        self._steer.configure(simulation)
        self._wheels.configure(simulation)
        steering, wheels = self._steer.addresses, self._wheels.addresses
        self._steering_at = steering[0].qpos, steering[self._counts[0]].qpos
        if not self._steering_only:
            self._wheels_at = wheels[0].qpos, wheels[self._counts[2]].qpos
            self._last = self._angles(self._wheels_at)

    def receive(self, topic: str, message: Any) -> None:
        if self._steering_only:
            self._target = (0.0, float(message.data))
        else:
            twist = twist_of(message)
            self._target = (float(twist.linear.x), float(twist.angular.z))

    def pre_update(self) -> None:
        linear = self._linear.limit(self._target[0], self._speed[0])
        angular = self._angular.limit(self._target[1], self._speed[1])
        if self._steering_only:
            angular = min(max(angular, -self._limit_rad), self._limit_rad)
            wanted = self._angles_of_steering(angular)
        else:
            wanted = self._angles_of_twist(linear, angular)
        self._speed = (linear, angular)
        found = self._angles(self._steering_at)
        speeds = [self._gain * (want - angle) for want, angle in zip(wanted, found, strict=True)]
        self._steer.set([speeds[0]] * self._counts[0] + [speeds[1]] * self._counts[1])
        self._steer.pre_update()
        self._wheels.pre_update()

    def _angles_of_twist(self, linear: float, angular: float) -> tuple[float, float]:
        """Steering angles, left and right, rad; sets the wheels' speeds on the way."""
        radius = self._turning_radius(linear, angular)
        side = self._separation_m / (2 * radius)
        left, right = linear * (1 - side) / self._radius_m, linear * (1 + side) / self._radius_m
        self._wheels.set([left] * self._counts[2] + [right] * self._counts[3])
        half = self._kingpin_m / 2
        return atan(self._base_m / (radius - half)), atan(self._base_m / (radius + half))

    def _turning_radius(self, linear: float, angular: float) -> float:
        """Of the middle of the rear axle, m, positive to the left; within the steering limit."""
        if abs(angular) < _STRAIGHT_RAD_S:
            return _STRAIGHT_M
        smallest = self._base_m / sin(self._limit_rad)
        radius = linear / angular
        if abs(radius) >= smallest:
            return radius
        left = radius > 0 if linear else angular > 0
        return smallest if left else -smallest

    def _angles_of_steering(self, angle: float) -> tuple[float, float]:
        along, across = 2 * self._base_m * cos(angle), self._separation_m * sin(angle)
        turn = 2 * self._base_m * sin(angle)
        return atan(turn / (along - across)), atan(turn / (along + across))

    def _angles(self, at: tuple[int, int]) -> tuple[float, float]:
        return self._qpos.item(at[0]), self._qpos.item(at[1])

    def solve(self) -> None:
        self._steer.solve()
        self._wheels.solve()

    def post_update(self) -> None:
        """Dead reckoning from the wheels' travel and the mean steering angle, as Gazebo's."""
        if self._steering_only:
            return
        wheels, steering = self._angles(self._wheels_at), self._angles(self._steering_at)
        travel = self._radius_m * (sum(wheels) - sum(self._last)) / 2
        turn = travel * tan(sum(steering) / 2) / self._base_m
        self._last = wheels
        x, y, heading = self._pose
        heading = (heading + turn + pi) % (2 * pi) - pi
        self._pose = (x + travel * cos(heading), y + travel * sin(heading), heading)
        self._twist = (travel / self._step_s, 0.0, turn / self._step_s)

    def sample(
        self, step: int, now_ns: int, listened: Mapping[str, str]
    ) -> Iterable[tuple[str, bytes]]:
        return self._output.messages(now_ns, listened, self._pose, self._twist)
