"""TouchPlugin: says once that the model has touched a target for a while."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from atelier_grader.engine.mujoco.flat import FlatModel
from atelier_grader.engine.mujoco.schedule import Events
from atelier_grader.engine.mujoco.simulation import Simulation
from atelier_grader.engine.mujoco.systems.base import Setting, System
from atelier_grader.engine.mujoco.topics import topic_name
from atelier_grader.engine.protocol import Endpoint
from atelier_grader.messages import encode, new


class TouchPlugin(System):
    """Publishes true once the touch has lasted longer than `<time>` without a gap, then sleeps.

    A contact sensor on the touching collision is needed, or
    `<create_contact_sensor_for_collision>`. Gazebo's service `enable` is a topic here.
    """

    def __init__(self, setting: Setting) -> None:
        parameters, owner = setting.parameters, setting.owner()
        self._target = parameters.text("target")
        self._time_s = parameters.number("time", minimum=0.0)
        self._enabled = parameters.flag("enabled", False)
        scope = "".join(f"/model/{name}" for name in owner.name.split("::"))
        namespace = topic_name(parameters.text("namespace", f"{scope}/touch"))
        self._topic = f"{namespace}/touched"
        self.publishers = (Endpoint(self._topic, "gz.msgs.Boolean"),)
        self.subscribers = (Endpoint(f"{namespace}/enable", "gz.msgs.Boolean"),)
        every = parameters.flag("create_contact_sensor_for_collision", False)
        self._own = _own_collisions(owner, parameters.texts("collision"), every)
        if not self._own:
            note = "no collision of the model has a contact sensor: nothing is ever touched"
            parameters.unsupported(False, note)
        self._step_s, self._world = setting.step_s, setting.world.name
        self._since: int | None = None
        self._touched_at = -1
        self.schedule = Events(lambda: self._enabled)

    def configure(self, simulation: Simulation) -> None:
        self._simulation = simulation
        model = simulation.model
        names = [model.geom(index).name for index in range(model.ngeom)]
        self._mine = np.array([name in self._own for name in names], bool)
        self._aims = np.array([self._is_target(name) for name in names], bool)

    def _is_target(self, collision: str) -> bool:
        """Gazebo looks for the text in `world/w/model/m/link/l/collision/c`."""
        *models, link, name = collision.split("::")
        scope = "".join(f"/model/{model}" for model in models)
        path = f"world/{self._world}{scope}/link/{link}/collision/{name}"
        return any(self._target in text for text in (path, collision, collision.replace("::", "/")))

    def receive(self, topic: str, message: Any) -> None:
        self._enabled = bool(message.data)
        self._since = None

    def post_update(self) -> None:
        if not self._enabled:
            return
        step = self._simulation.step
        if not self._touches():
            self._since = None
        elif self._since is None:
            self._since = step
        elif (step - self._since) * self._step_s > self._time_s:
            self._touched_at, self._enabled = step, False

    def _touches(self) -> bool:
        data = self._simulation.data
        if not data.ncon:
            return False
        geoms = data.contact.geom
        mine, aims = self._mine[geoms], self._aims[geoms]
        return bool((mine & aims[:, ::-1]).any())

    def sample(
        self, step: int, now_ns: int, listened: Mapping[str, str]
    ) -> Iterable[tuple[str, bytes]]:
        if step != self._touched_at:
            return ()
        return ((self._topic, encode(new("std_msgs/msg/Bool", data=True))),)


def _own_collisions(owner: FlatModel, named: list[str], every: bool) -> list[str]:
    """Scoped names of the model's collisions with a contact sensor; only `named`, if any."""
    found = []
    for link in owner.model.links:
        sensed = {
            (collision.text or "").strip()
            for sensor in link.sensors
            if sensor.type == "contact"
            for collision in sensor.node.iter("collision")
        }
        for collision in link.collisions:
            scoped = f"{owner.name}::{link.name}::{collision.name}"
            if named and collision.name not in named and scoped not in named:
                continue
            if every or collision.name in sensed:
                found.append(scoped)
    return found
