"""libgazebo_ros_joint_pose_trajectory.so."""

from __future__ import annotations

from typing import Any

import mujoco

from atelier_grader.engine.mujoco.entities import Anchor, JointAddress
from atelier_grader.engine.mujoco.schedule import PublisherRate
from atelier_grader.engine.mujoco.simulation import Simulation
from atelier_grader.engine.mujoco.systems.base import Setting, System
from atelier_grader.engine.mujoco.systems.classic.ros_names import RosNames
from atelier_grader.engine.mujoco.systems.joints import joints_of
from atelier_grader.engine.protocol import Endpoint
from atelier_grader.messages import NS
from atelier_grader.sdf.pose import Transform

_WORLD = ("world", "map", "")


class JointPoseTrajectory(System):
    """Puts joints at each point in turn; the link of the header's frame, or the model, stays.

    A point stays for its own `time_from_start`, as in Gazebo. A trajectory that names a joint or a
    frame that is not there, or too few positions, is left aside.
    """

    def __init__(self, setting: Setting) -> None:
        self._owner, self._step_ns = setting.owner(), setting.step_ns
        rate_hz = setting.parameters.number("update_rate", 100.0)
        self._period = PublisherRate.of(rate_hz, setting.step_ns).steps
        topic = RosNames(setting.parameters).topic("set_joint_trajectory")
        self.subscribers = (Endpoint(topic, "gz.msgs.JointTrajectory"),)
        self._names = {joint.name: joint.scoped for joint in joints_of(setting) if joint.axis}
        self._joints: list[JointAddress] = []
        self._points: list[Any] = []
        self._next_ns = self._updated = 0

    def configure(self, simulation: Simulation) -> None:
        self._simulation = simulation
        self._held = self._model = simulation.entities.anchor(self._owner.name)

    def receive(self, topic: str, message: Any) -> None:
        names, frame = message.joint_names, message.header.frame_id.replace("/", "::")
        right = all(name in self._names for name in names)
        right = right and all(len(point.positions) == len(names) for point in message.points)
        try:
            held = self._model if frame in _WORLD else self._anchor(frame)
        except KeyError:
            right = False
        if not right:
            return
        entities = self._simulation.entities
        self._held = held
        self._joints = [entities.joint(self._names[name]) for name in names]
        self._points = list(message.points)
        stamp = message.header.stamp
        self._next_ns = max(stamp.sec * NS + stamp.nanosec, self._simulation.now_ns)

    def _anchor(self, frame: str) -> Anchor:
        """A link by its scoped name, or by its name in the model."""
        entities = self._simulation.entities
        try:
            return entities.anchor(frame)
        except KeyError:
            return entities.anchor(f"{self._owner.name}::{frame}")

    def pre_update(self) -> None:
        simulation = self._simulation
        late = simulation.step - self._updated >= self._period
        if not self._points or not late or simulation.now_ns < self._next_ns:
            return
        point = self._points.pop(0)
        before = simulation.pose_of(self._held)
        for address, position in zip(self._joints, point.positions, strict=True):
            simulation.data.qpos[address.qpos] = position
        self._hold(before)
        after = point.time_from_start
        self._next_ns += after.sec * NS + after.nanosec
        self._updated = simulation.step

    def _hold(self, before: Transform) -> None:
        """Move the whole model so that the held frame is where it was."""
        simulation = self._simulation
        model, data = simulation.model, simulation.data
        mujoco.mj_kinematics(model, data)
        mujoco.mj_comPos(model, data)
        root = int(model.body_rootid[self._held.body_id])
        joint = int(model.body_jntadr[root])
        if joint < 0 or model.jnt_type[joint] != mujoco.mjtJoint.mjJNT_FREE:
            return
        moved = simulation.pose_of(self._held)
        at = int(model.jnt_qposadr[joint])
        pose = Transform(data.qpos[at : at + 3].copy(), data.qpos[at + 3 : at + 7].copy())
        back = before @ moved.inverse() @ pose
        data.qpos[at : at + 3], data.qpos[at + 3 : at + 7] = back.position, back.orientation
        mujoco.mj_kinematics(model, data)
        mujoco.mj_comPos(model, data)
