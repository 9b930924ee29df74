"""libgazebo_ros_ft_sensor.so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from atelier_grader.engine.mujoco.sensors.force_torque import ForceTorque, JointMount
from atelier_grader.engine.mujoco.simulation import Simulation
from atelier_grader.engine.mujoco.systems.base import Setting, System
from atelier_grader.engine.mujoco.systems.classic.ros_names import RosNames, translated
from atelier_grader.engine.mujoco.systems.joints import find_joints
from atelier_grader.sdf.pose import Transform
from atelier_grader.sdf.sensor import Sensor
from atelier_grader.sdf.tree import Node

_AXES = ("x", "y", "z")


class ForceTorquePlugin(System):
    """The wrench of the child on a joint, along the child's axes, on `wrench`."""

    def __init__(self, setting: Setting) -> None:
        parameters = setting.parameters
        if parameters.texts("body_name"):
            parameters.unsupported(False, "<body_name>: give a <joint_name>")
        self._joint = find_joints(setting, parameters.texts("joint_name"), one_axis=False)
        parameters.text("frame_name", "")
        self._setting = setting
        self._topic = RosNames(parameters).topic("wrench")
        self._rate_hz = parameters.number("update_rate", 0.0, 0.0)
        self._stddev = parameters.number("gaussian_noise", 0.0, 0.0)

    def configure(self, simulation: Simulation) -> None:
        self._sensor: ForceTorque | None = None
        if not self._joint:
            return
        setting, node = self._setting, self._noise()
        joint = simulation.flat.joints[self._joint[0].scoped]
        child = simulation.flat.links[joint.child]
        sensor = Sensor(
            "wrench", "force_torque", Transform.identity(), self._rate_hz, self._topic,
            child.link.name, (), node,
        )  # fmt: skip
        parameters = sensor.parameters(setting.parameters.report)
        mount = JointMount(sensor, parameters, child, simulation, setting.rng, joint)
        self._sensor = ForceTorque(mount)
        self.publishers, self.schedule = self._sensor.publishers, self._sensor.schedule

    def _noise(self) -> Node:
        """A <force_torque> sensor with the plugin's noise on each of its values."""
        root = translated(self._setting, {}).parameters.node

        def child(parent: Node, tag: str, text: str = "") -> Node:
            made = Node(tag, {})
            made.place, made.text = root.place, text
            parent.append(made)
            return made

        root.tag = "sensor"
        whole = child(root, "force_torque")
        for tag in ("force", "torque"):
            group = child(whole, tag)
            for axis in _AXES:
                noise = child(child(group, axis), "noise")
                noise.set("type", "gaussian")
                child(noise, "stddev", repr(self._stddev))
        return root

    def sample(
        self, step: int, now_ns: int, listened: Mapping[str, str]
    ) -> Iterable[tuple[str, bytes]]:
        assert self._sensor is not None
        return self._sensor.sample(step, now_ns, listened)
