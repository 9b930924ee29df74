"""Force and torque through a joint."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from atelier_grader.engine.mujoco.flat import FlatJoint
from atelier_grader.engine.mujoco.noise import NoiseStream, read_noise
from atelier_grader.engine.mujoco.sensors.base import Mount
from atelier_grader.engine.mujoco.topics import topic_name
from atelier_grader.engine.protocol import Endpoint
from atelier_grader.messages import encode, header, new
from atelier_grader.sdf.joint import WORLD
from atelier_grader.sdf.pose import Vector

_AXES = ("x", "y", "z")
_WRENCH = "geometry_msgs/msg/Wrench"


@dataclass(frozen=True)
class JointMount(Mount):
    """A sensor on a joint; `link` is the joint's child."""

    joint: FlatJoint

    @property
    def name(self) -> str:
        return f"{self.joint.name}::{self.sensor.name}"

    def topic(self, suffix: str, prefixed: bool = False) -> str:
        own = self.sensor.topic
        if own:
            return topic_name(f"{own}/{suffix}" if prefixed else own)
        *models, joint = self.joint.name.split("::")
        scope = "".join(f"/model/{model}" for model in models)
        world = self.simulation.world.name
        return topic_name(f"/world/{world}{scope}/joint/{joint}/sensor/{self.sensor.name}/{suffix}")


class ForceTorque:
    """`force_torque`: what the parent exerts on the child, or, as the default, the opposite.

    Along the axes of the child (the default), the parent or the sensor; the torque is about the
    sensor's origin. It is that of the last step.
    """

    def __init__(self, mount: Mount) -> None:
        if not isinstance(mount, JointMount):
            raise mount.parameters.error("belongs in a <joint>, stands in a <link>")
        simulation = self._simulation = mount.simulation
        self._mount, self.schedule = mount, mount.schedule
        self._topic = mount.topic("forcetorque")
        self.publishers = (Endpoint(self._topic, "gz.msgs.Wrench", self.schedule.rate_hz),)
        element = mount.parameters.child("force_torque")
        frame, direction = "child", "child_to_parent"
        groups = []
        if element is not None:
            frame = element.choice("frame", ("child", "parent", "sensor"), frame)
            ways = (direction, "parent_to_child")
            direction = element.choice("measure_direction", ways, direction)
            groups = [element.child(tag) for tag in ("force", "torque")]
        axes = [group.child(axis) if group else None for group in groups for axis in _AXES]
        noises = [read_noise(axis) for axis in axes or [None] * 6]
        self._noise = NoiseStream(noises, mount.rng(mount.name), self.schedule.period_ns / 1e9)
        self._sign = 1.0 if direction == "parent_to_child" else -1.0
        joint = mount.joint
        self._child = simulation.entities.anchor(joint.child)
        self._offset = joint.joint.pose @ mount.sensor.pose
        self._frame = frame
        self._parent = None
        if joint.parent != WORLD:
            self._parent = simulation.entities.anchor(joint.parent)
        if self._child.body_id == 0:
            mount.parameters.unsupported(False, "the joint of a static model carries nothing")

    def start(self) -> None:
        """Nothing to prepare."""

    def measure(self) -> Vector:
        """Force, N, then torque, N m."""
        simulation, body = self._simulation, self._child.body_id
        if body == 0:
            return np.zeros(6)
        simulation.accelerations()
        data = simulation.data
        wrench = data.cfrc_int[body]
        center = data.subtree_com[simulation.model.body_rootid[body]]
        child = simulation.pose_of(self._child)
        sensor = child @ self._offset
        force = wrench[3:]
        torque = wrench[:3] + np.cross(center - sensor.position, force)
        if self._frame == "child":
            axes = child.matrix
        elif self._frame == "sensor":
            axes = sensor.matrix
        else:
            axes = np.eye(3)
            if self._parent is not None:
                axes = simulation.pose_of(self._parent).matrix
        found: Vector = self._sign * np.concatenate([axes.T @ force, axes.T @ torque])
        return found

    def sample(
        self, step: int, now_ns: int, listened: Mapping[str, str]
    ) -> Iterable[tuple[str, bytes]]:
        values = self._noise.apply(self.measure(), self.schedule.index(step)).tolist()
        force, torque = (
            new("geometry_msgs/msg/Vector3", x=x, y=y, z=z) for x, y, z in (values[:3], values[3:])
        )
        message = new(_WRENCH, force=force, torque=torque)
        if listened[self._topic] != _WRENCH:
            head = header(now_ns, self._mount.frame_id)
            message = new("geometry_msgs/msg/WrenchStamped", header=head, wrench=message)
        return ((self._topic, encode(message)),)
