"""DetachableJoint: two links held together until told otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import mujoco
import numpy as np

from atelier_grader.engine.mujoco.compile import Bodies
from atelier_grader.engine.mujoco.pyramid import contact_rows
from atelier_grader.engine.mujoco.schedule import Events
from atelier_grader.engine.mujoco.simulation import Simulation
from atelier_grader.engine.mujoco.systems.base import Setting, System
from atelier_grader.engine.mujoco.topics import topic_name
from atelier_grader.engine.mujoco.treatments import MOTOR_SOLIMP, solref
from atelier_grader.engine.protocol import Endpoint
from atelier_grader.messages import encode, new
from atelier_grader.sdf.error import nearest


class DetachableJoint(System):
    """Attached from the first step on, at the pose of that moment; a weld of the solver.

    While attached the two models do not touch each other, as in Gazebo, where they become one.
    """

    has_solve = True

    def __init__(self, setting: Setting) -> None:
        parameters, model = setting.parameters, setting.owner()
        self._parameters = parameters
        self._parent = f"{model.name}::{parameters.text('parent_link')}"
        child = parameters.text("child_model")
        self._child_model = model.name if child == "__model__" else child
        self._child = f"{self._child_model}::{parameters.text('child_link')}"
        prefix = f"/model/{model.name}/detachable_joint"
        old = parameters.text("topic", f"{prefix}/detach")
        self._detach_topic = topic_name(parameters.text("detach_topic", old))
        self._attach_topic = topic_name(parameters.text("attach_topic", f"{prefix}/attach"))
        state = f"/model/{child}/detachable_joint/state"
        self._state_topic = topic_name(parameters.text("output_topic", state))
        parameters.flag("suppress_child_warning", False)
        self.publishers = (Endpoint(self._state_topic, "gz.msgs.StringMsg"),)
        self.subscribers = (
            Endpoint(self._detach_topic, "gz.msgs.Empty"),
            Endpoint(self._attach_topic, "gz.msgs.Empty"),
        )
        self._attached, self._wanted = False, True
        self._changed_at = -1
        self.schedule = Events(self._may_change)

    def build(self, bodies: Bodies) -> None:
        for link in (self._parent, self._child):
            if link not in bodies.links:
                raise self._parameters.error(
                    f"there is no link '{link}'{nearest(link, bodies.links)}"
                )
        first, second = bodies.links[self._parent], bodies.links[self._child]
        if first.name == second.name:
            raise self._parameters.error("holds two links together that cannot move apart")
        self._name = f"{self._parent} to {self._child} at line {self._parameters.place.line}"
        bodies.spec.add_equality(
            name=self._name, type=mujoco.mjtEq.mjEQ_WELD, objtype=mujoco.mjtObj.mjOBJ_BODY,
            name1=first.name, name2=second.name, active=False,
            solref=solref(bodies.spec.option.timestep), solimp=MOTOR_SOLIMP,
        )  # fmt: skip

    def configure(self, simulation: Simulation) -> None:
        self._simulation = simulation
        model = simulation.model
        self._equality = int(model.eq(self._name).id)
        self._bodies = int(model.eq_obj1id[self._equality]), int(model.eq_obj2id[self._equality])
        # The sides of the joint: contacts between them are of no effect while it holds.
        self._side = np.zeros(model.ngeom, int)
        for geom in range(model.ngeom):
            top = model.geom(geom).name.split("::")[0]
            self._side[geom] = {
                self._child_model.split("::")[0]: 2, self._parent.split("::")[0]: 1
            }.get(top, 0)  # fmt: skip

    def receive(self, topic: str, message: Any) -> None:
        self._wanted = topic == self._attach_topic

    def _may_change(self) -> bool:
        return self._wanted != self._attached

    def pre_update(self) -> None:
        if self._wanted == self._attached:
            return
        self._attached = self._wanted
        self._changed_at = self._simulation.step + 1
        if self._attached:
            self._hold_here()
        self._simulation.data.eq_active[self._equality] = self._attached

    def _hold_here(self) -> None:
        """The weld keeps the second body where it now is in the first."""
        simulation = self._simulation
        simulation.refresh()
        data = simulation.data
        first, second = self._bodies
        turn = data.xmat[first].reshape(3, 3).T
        values = simulation.model.eq_data[self._equality]
        values[:3] = 0.0
        values[3:6] = turn @ (data.xpos[second] - data.xpos[first])
        back = np.zeros(4)
        mujoco.mju_negQuat(back, data.xquat[first])
        mujoco.mju_mulQuat(values[6:10], back, data.xquat[second])
        values[10] = 1.0

    def solve(self) -> None:
        model, data = self._simulation.model, self._simulation.data
        if not self._attached or not data.ncon:
            return
        contact = data.contact
        inner = self._side[contact.geom].prod(axis=1) == 2
        for index in np.flatnonzero(inner & (contact.efc_address >= 0)).tolist():
            start = contact.efc_address[index]
            data.efc_D[start : start + contact_rows(contact.dim[index], model)] = 0.0

    def sample(
        self, step: int, now_ns: int, listened: Mapping[str, str]
    ) -> Iterable[tuple[str, bytes]]:
        if step != self._changed_at:
            return ()
        text = "attached" if self._attached else "detached"
        return ((self._state_topic, encode(new("std_msgs/msg/String", data=text))),)
