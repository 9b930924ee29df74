"""JointPositionController: joints go to a commanded position."""

from __future__ import annotations

from math import inf
from typing import Any

from atelier_grader.engine.mujoco.simulation import Simulation
from atelier_grader.engine.mujoco.systems.base import Setting, System
from atelier_grader.engine.mujoco.systems.force_drive import ForceDrive
from atelier_grader.engine.mujoco.systems.joint_topics import command_topic, named_joints
from atelier_grader.engine.mujoco.systems.joints import VelocityDrive
from atelier_grader.engine.mujoco.systems.pid import read_pid
from atelier_grader.engine.protocol import Endpoint


class JointPositionController(System):
    """A PID finds the force, or `<use_velocity_commands>` moves the joint there directly.

    The first joint is the one whose position is compared, as in Gazebo. With velocity commands
    the joint moves at most at `<cmd_max>`; without that element it arrives in one step, within
    its velocity limit.
    """

    def __init__(self, setting: Setting) -> None:
        parameters = setting.parameters
        joints = named_joints(setting)
        index = parameters.integer("joint_index", 0)
        if index:
            raise parameters.error(f"<joint_index> expected 0, got {index}: joints have one axis")
        topic = command_topic(setting, f"joint/{joints[0].name}/0/cmd_pos")
        self.subscribers = (Endpoint(topic, "gz.msgs.Double"),)
        self._command = parameters.number("initial_position", 0.0)
        self._step_s = setting.step_s
        self._pid = read_pid(parameters, setting.step_s, i_gain=0.1, d_gain=0.01)
        self._forces = ForceDrive(joints)
        self.bounded_joints = self._forces.bounded
        self._drive: VelocityDrive | None = None
        if parameters.flag("use_velocity_commands", False):
            self._max_speed = parameters.number("cmd_max", inf)
            self._drive = VelocityDrive(joints)
            self.driven_joints, self.bounded_joints = self._drive.sources, self._drive.motors
            self.has_solve = bool(self.bounded_joints)

    def configure(self, simulation: Simulation) -> None:
        self._forces.configure(simulation)
        if self._drive is not None:
            self._drive.configure(simulation)

    def receive(self, topic: str, message: Any) -> None:
        self._command = float(message.data)

    def pre_update(self) -> None:
        error = self._forces.position(0) - self._command
        count = len(self._forces.joints)
        if self._drive is None:
            for index in range(count):
                self._forces.apply(index, self._pid.update(error))
            return
        speed = min(max(-error / self._step_s, -self._max_speed), self._max_speed)
        self._drive.set([speed] * count)
        self._drive.pre_update()

    def solve(self) -> None:
        assert self._drive is not None
        self._drive.solve()
