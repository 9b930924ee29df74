"""VelocityControl: a model moves at a commanded velocity."""

from __future__ import annotations

from typing import Any

import mujoco
import numpy as np

from atelier_grader.engine.mujoco.entities import Anchor
from atelier_grader.engine.mujoco.simulation import Simulation
from atelier_grader.engine.mujoco.systems.base import Setting, System
from atelier_grader.engine.mujoco.systems.commands import twist_of
from atelier_grader.engine.mujoco.topics import topic_name
from atelier_grader.engine.protocol import Endpoint
from atelier_grader.sdf.error import nearest
from atelier_grader.sdf.pose import Vector


class VelocityControl(System):
    """Linear, m/s, and angular velocity, rad/s, along the model's axes, set before each step.

    As in Gazebo the velocity is zero until the first command, and gravity acts for one step at a
    time. A link named by `<link_name>` has a topic of its own, from its first command on.
    """

    def __init__(self, setting: Setting) -> None:
        parameters, owner = setting.parameters, setting.owner()
        self._parameters = parameters
        prefix = f"/model/{owner.name}"
        topic = topic_name(parameters.text("topic", f"{prefix}/cmd_vel"))
        self._entity_of = {topic: owner.name}
        known = [link.name for link in owner.model.links]
        for name in parameters.texts("link_name"):
            if name not in known:
                raise parameters.error(f"there is no link '{name}'{nearest(name, known)}")
            self._entity_of[topic_name(f"{prefix}/link/{name}/cmd_vel")] = f"{owner.name}::{name}"
        self.subscribers = tuple(Endpoint(topic, "gz.msgs.Twist") for topic in self._entity_of)
        linear = parameters.vector("initial_linear", 3, "0 0 0")
        angular = parameters.vector("initial_angular", 3, "0 0 0")
        self._commands: dict[str, tuple[Vector, Vector]] = {owner.name: (linear, angular)}
        self._dofs: dict[str, int] = {}
        self._anchors: dict[str, Anchor] = {}

    def configure(self, simulation: Simulation) -> None:
        self._simulation = simulation
        for entity in self._entity_of.values():
            dof = _free_dof(simulation, entity)
            if dof is None:
                note = f"'{entity}' cannot move freely: its joints hold it"
                self._parameters.unsupported(False, note)
                self._commands.pop(entity, None)
                continue
            self._dofs[entity] = dof
            self._anchors[entity] = simulation.entities.anchor(entity)

    def receive(self, topic: str, message: Any) -> None:
        twist = twist_of(message)
        linear, angular = (
            np.array([vector.x, vector.y, vector.z], dtype=np.float64)
            for vector in (twist.linear, twist.angular)
        )
        if self._entity_of[topic] in self._dofs:
            self._commands[self._entity_of[topic]] = (linear, angular)

    def pre_update(self) -> None:
        simulation = self._simulation
        simulation.refresh()
        data = simulation.data
        for entity, (linear, angular) in self._commands.items():
            dof, anchor = self._dofs[entity], self._anchors[entity]
            own = data.xmat[anchor.body_id].reshape(3, 3)
            turn = anchor.offset.matrix
            data.qvel[dof : dof + 3] = own @ (turn @ linear)
            # A free joint's turn is along the axes of its body.
            data.qvel[dof + 3 : dof + 6] = turn @ angular


def _free_dof(simulation: Simulation, entity: str) -> int | None:
    model, body = simulation.model, simulation.entities.anchor(entity).body_id
    joint = int(model.body_jntadr[body])
    if joint < 0 or model.jnt_type[joint] != mujoco.mjtJoint.mjJNT_FREE:
        return None
    return int(model.jnt_dofadr[joint])
