"""MecanumDrive: four wheels with rollers at 45 degrees, driven by a planar twist."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from math import cos, pi, sin
from typing import Any

import mujoco
import numpy as np

from atelier_grader.engine.mujoco.simulation import Simulation
from atelier_grader.engine.mujoco.systems.base import Setting, System
from atelier_grader.engine.mujoco.systems.commands import twist_of
from atelier_grader.engine.mujoco.systems.joints import VelocityDrive, find_joints
from atelier_grader.engine.mujoco.systems.speed_limiter import SpeedLimiter
from atelier_grader.engine.mujoco.systems.surfaces import Surfaces
from atelier_grader.engine.mujoco.systems.wheel_odometry import WheelOdometry
from atelier_grader.engine.mujoco.topics import topic_name
from atelier_grader.engine.protocol import Endpoint

_WINDOW_STEPS = 10
_CORNERS = ("front_left", "front_right", "back_left", "back_right")

# Columns: forwards, to the left, turn. The rim's speed of each corner for a unit of each.
_MIX = np.array([[1, -1, -1], [1, 1, 1], [1, 1, -1], [1, -1, 1]], dtype=np.float64)


class MecanumDrive(System):
    """The rollers roll freely: a wheel grips only at 45 degrees to its own direction.

    Gazebo's worlds say so by `<fdir1>` and a `<mu2>` of 0 on each wheel. Here the wheels of a
    MecanumDrive grip in that way whatever their surface says.
    """

    has_solve = moves_surfaces = True

    def __init__(self, setting: Setting) -> None:
        parameters, owner = setting.parameters, setting.owner()
        corners = [find_joints(setting, parameters.texts(f"{corner}_joint")) for corner in _CORNERS]
        for corner, joints in zip(_CORNERS, corners, strict=True):
            if not joints:
                raise parameters.error(f"needs a <{corner}_joint>, has none")
        self._drive = VelocityDrive([joint for joints in corners for joint in joints])
        self.driven_joints, self.bounded_joints = self._drive.sources, self._drive.motors
        self._corner = [index for index, joints in enumerate(corners) for _ in joints]
        separation_m = parameters.number("wheel_separation", 1.0)
        base_m = parameters.number("wheelbase", 1.0)
        self._arm_m = (separation_m + base_m) / 2
        self._radius_m = parameters.number("wheel_radius", 0.2)
        if self._radius_m <= 0 or self._arm_m <= 0:
            raise parameters.error("<wheel_radius> and <wheel_separation> must be over 0")
        self._limiters = [SpeedLimiter(parameters, setting.step_s) for _ in range(3)]
        self._target, self._speed = [0.0] * 3, [0.0] * 3
        self._step_s = setting.step_s
        self._output = WheelOdometry(setting)
        self.schedule, self.publishers = self._output.schedule, self._output.publishers
        topic = parameters.text("topic", f"/model/{owner.name}/cmd_vel")
        self.subscribers = (Endpoint(topic_name(topic), "gz.msgs.Twist"),)
        self._base = owner.canonical_link
        self._pose = (0.0, 0.0, 0.0)

    def configure(self, simulation: Simulation) -> None:
        self._simulation = simulation
        # Rows can only be turned where the Jacobian has all its columns.
        simulation.model.opt.jacobian = mujoco.mjtJacobian.mjJAC_DENSE
        self._drive.configure(simulation)
        addresses = self._drive.addresses
        firsts = [self._corner.index(corner) for corner in range(4)]
        self._firsts = [addresses[index].qpos for index in firsts]
        self._qpos = simulation.data.qpos
        self._angles = deque([self._qpos[self._firsts]], maxlen=_WINDOW_STEPS + 1)
        names, grips = [], []
        for corner, joint in zip(self._corner, self._drive.joints, strict=True):
            link = simulation.flat.links[simulation.flat.joints[joint.scoped].child]
            for collision in link.link.collisions:
                names.append(f"{link.name}::{collision.name}")
                # A wheel grips along the direction in which its corner's mix of motions drives it.
                grips.append([1.0, _MIX[corner, 1], 0.0])
        self._surfaces, self._grips = Surfaces(simulation, names), np.array(grips)
        self._anchor = simulation.entities.anchor(self._base)

    def receive(self, topic: str, message: Any) -> None:
        twist = twist_of(message)
        linear = twist.linear
        self._target = [float(linear.x), float(linear.y), float(twist.angular.z)]

    def pre_update(self) -> None:
        if self._speed != self._target or any(limiter.change for limiter in self._limiters):
            self._speed = [
                limiter.limit(target, last)
                for limiter, target, last in zip(
                    self._limiters, self._target, self._speed, strict=True
                )
            ]
            forward, left, turn = self._speed
            rims = _MIX @ [forward, left, turn * self._arm_m]
            self._drive.set([float(rims[corner]) / self._radius_m for corner in self._corner])
        self._drive.pre_update()

    def solve(self) -> None:
        self._drive.solve()
        body = self._simulation.data.xmat[self._anchor.body_id].reshape(3, 3)
        turn = body @ self._anchor.offset.matrix
        self._surfaces.grip_along(self._grips @ turn.T)

    def post_update(self) -> None:
        """Dead reckoning, one straight piece a step at the middle heading."""
        self._angles.append(self._qpos[self._firsts])
        forward, left, turn = self._motion(-2)
        x, y, heading = self._pose
        middle = heading + turn / 2
        x += forward * cos(middle) - left * sin(middle)
        y += forward * sin(middle) + left * cos(middle)
        self._pose = (x, y, (heading + turn + pi) % (2 * pi) - pi)

    def _motion(self, since: int) -> tuple[float, float, float]:
        """Forwards and left, m, and turn, rad, since an earlier entry of the window."""
        rims = (self._angles[-1] - self._angles[since]) * self._radius_m
        forward, left, turn = (rims @ _MIX / 4).tolist()
        return forward, left, turn / self._arm_m

    def sample(
        self, step: int, now_ns: int, listened: Mapping[str, str]
    ) -> Iterable[tuple[str, bytes]]:
        period_s = (len(self._angles) - 1) * self._step_s
        forward, left, turn = self._motion(0)
        twist = (forward / period_s, left / period_s, turn / period_s)
        return self._output.messages(now_ns, listened, self._pose, twist)
