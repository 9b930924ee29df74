"""libgazebo_ros_force.so."""

from __future__ import annotations

from typing import Any

import numpy as np

from atelier_grader.engine.mujoco.simulation import Simulation
from atelier_grader.engine.mujoco.systems.base import Setting, System
from atelier_grader.engine.mujoco.systems.classic.ros_names import RosNames
from atelier_grader.engine.mujoco.systems.push import Push
from atelier_grader.engine.protocol import Endpoint
from atelier_grader.sdf.error import nearest


class ForcePlugin(System):
    """The last wrench pushes a link at its centre of mass, along world axes or the link's own."""

    def __init__(self, setting: Setting) -> None:
        parameters, owner = setting.parameters, setting.owner()
        link = parameters.text("link_name")
        known = [each.name for each in owner.model.links]
        if link not in known:
            raise parameters.error(f"there is no link '{link}'{nearest(link, known)}")
        self._link = f"{owner.name}::{link}"
        self._along_link = parameters.choice("force_frame", ("world", "link"), "world") == "link"
        topic = RosNames(parameters).topic("gazebo_ros_force")
        self.subscribers = (Endpoint(topic, "gz.msgs.Wrench"),)
        self._wrench = np.zeros((2, 3))

    def configure(self, simulation: Simulation) -> None:
        self._simulation = simulation
        self._anchor = simulation.entities.anchor(self._link)
        self._push = Push(simulation, self._anchor.body_id)

    def receive(self, topic: str, message: Any) -> None:
        wrench = getattr(message, "wrench", message)
        self._wrench = np.array(
            [(each.x, each.y, each.z) for each in (wrench.force, wrench.torque)]
        )

    def pre_update(self) -> None:
        axes = np.eye(3)
        if self._along_link:
            axes = self._simulation.pose_of(self._anchor).matrix
        self._push.exert(*(self._wrench @ axes.T))
