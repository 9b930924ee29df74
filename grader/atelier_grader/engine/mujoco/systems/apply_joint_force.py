"""ApplyJointForce: a commanded force along a joint's axis."""

from __future__ import annotations

from typing import Any

from atelier_grader.engine.mujoco.simulation import Simulation
from atelier_grader.engine.mujoco.systems.base import Setting, System
from atelier_grader.engine.mujoco.systems.force_drive import ForceDrive
from atelier_grader.engine.mujoco.systems.joint_topics import named_joints
from atelier_grader.engine.mujoco.topics import topic_name
from atelier_grader.engine.protocol import Endpoint


class ApplyJointForce(System):
    """N or N m, held until the next command, within the joint's limits."""

    def __init__(self, setting: Setting) -> None:
        self._drive = ForceDrive(named_joints(setting)[:1])
        self.bounded_joints = self._drive.bounded
        self._force = 0.0
        name = self._drive.joints[0].name
        topic = topic_name(f"/model/{setting.owner().name}/joint/{name}/cmd_force")
        self.subscribers = (Endpoint(topic, "gz.msgs.Double"),)

    def configure(self, simulation: Simulation) -> None:
        self._drive.configure(simulation)

    def receive(self, topic: str, message: Any) -> None:
        self._force = float(message.data)

    def pre_update(self) -> None:
        self._drive.apply(0, self._force)
