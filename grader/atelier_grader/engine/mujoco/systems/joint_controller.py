"""JointController: joints turn at a commanded speed."""

from __future__ import annotations

from typing import Any

from atelier_grader.engine.mujoco.simulation import Simulation
from atelier_grader.engine.mujoco.systems.base import Setting, System
from atelier_grader.engine.mujoco.systems.force_drive import ForceDrive
from atelier_grader.engine.mujoco.systems.joint_topics import command_topic, named_joints
from atelier_grader.engine.mujoco.systems.joints import VelocityDrive
from atelier_grader.engine.mujoco.systems.pid import read_pid
from atelier_grader.engine.protocol import Endpoint


class JointController(System):
    """In velocity mode the speed is prescribed; in force mode a PID finds the force.

    The first joint is the one whose speed the PID sees, as in Gazebo.
    """

    def __init__(self, setting: Setting) -> None:
        parameters = setting.parameters
        joints = named_joints(setting)
        self._command = parameters.number("initial_velocity", 0.0)
        topic = command_topic(setting, f"joint/{joints[0].name}/cmd_vel")
        self.subscribers = (Endpoint(topic, "gz.msgs.Double"),)
        self._forces: ForceDrive | None = None
        if parameters.flag("use_force_commands", False):
            self._pid = read_pid(parameters, setting.step_s)
            self._freewheels = parameters.flag("disable_braking", False)
            self._forces = ForceDrive(joints)
            self.bounded_joints = self._forces.bounded
        else:
            self._drive = VelocityDrive(joints)
            self.driven_joints, self.bounded_joints = self._drive.sources, self._drive.motors
            self.has_solve = bool(self.bounded_joints)

    def configure(self, simulation: Simulation) -> None:
        if self._forces is not None:
            self._forces.configure(simulation)
        else:
            self._drive.configure(simulation)
            self._drive.set([self._command] * len(self._drive.joints))

    def receive(self, topic: str, message: Any) -> None:
        self._command = float(message.data)
        if self._forces is None:
            self._drive.set([self._command] * len(self._drive.joints))

    def pre_update(self) -> None:
        if self._forces is None:
            self._drive.pre_update()
            return
        error = self._forces.velocity(0) - self._command
        for index in range(len(self._forces.joints)):
            if self._freewheels and (self._command == 0 or self._command * error > 0):
                self._forces.apply(index, 0.0)
            else:
                self._forces.apply(index, self._pid.update(error))

    def solve(self) -> None:
        self._drive.solve()
