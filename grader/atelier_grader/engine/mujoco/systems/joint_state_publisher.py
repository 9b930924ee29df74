"""JointStatePublisher: positions and speeds of a model's joints."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from atelier_grader.engine.mujoco.schedule import PublisherRate
from atelier_grader.engine.mujoco.simulation import Simulation
from atelier_grader.engine.mujoco.systems.base import Setting, System
from atelier_grader.engine.mujoco.systems.joints import addresses, find_joints
from atelier_grader.engine.mujoco.topics import topic_name
from atelier_grader.engine.protocol import Endpoint
from atelier_grader.writers import JointStateWriter


class JointStatePublisher(System):
    """The named joints, or all of the model, in order of declaration, at each step.

    Fixed joints are there with zeros, and so is the effort of all joints, as in Gazebo.
    """

    def __init__(self, setting: Setting) -> None:
        parameters, model = setting.parameters, setting.owner()
        names = dict.fromkeys(parameters.texts("joint_name"))
        every = [joint.name for joint in model.model.joints]
        joints = find_joints(setting, names or every, one_axis=False)
        self._moving = [index for index, joint in enumerate(joints) if joint.axis is not None]
        self._joints = [joints[index] for index in self._moving]
        self.schedule = PublisherRate.of(parameters.number("update_rate", 0.0), setting.step_ns)
        default = f"/world/{setting.world.name}/model/{model.name}/joint_state"
        self._topic = topic_name(parameters.text("topic", default))
        self.publishers = (Endpoint(self._topic, "gz.msgs.Model", self.schedule.rate_hz),)
        self._writer = JointStateWriter([joint.name for joint in joints])
        self._values = np.zeros((3, len(joints)))

    def configure(self, simulation: Simulation) -> None:
        self._data = simulation.data
        found = addresses(simulation, self._joints)
        self._qpos = [address.qpos for address in found]
        self._qvel = [address.dof for address in found]

    def sample(
        self, step: int, now_ns: int, listened: Mapping[str, str]
    ) -> Iterable[tuple[str, bytes]]:
        self._values[0, self._moving] = self._data.qpos[self._qpos]
        self._values[1, self._moving] = self._data.qvel[self._qvel]
        return ((self._topic, self._writer.write(now_ns, self._values)),)
