"""JointTrajectoryController: joints follow the points of a trajectory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from atelier_grader.engine.mujoco.schedule import Events
from atelier_grader.engine.mujoco.simulation import Simulation
from atelier_grader.engine.mujoco.systems.base import Setting, System
from atelier_grader.engine.mujoco.systems.force_drive import ForceDrive
from atelier_grader.engine.mujoco.systems.joints import NamedJoint, find_joints, joints_of
from atelier_grader.engine.mujoco.systems.pid import DEFAULTS, Pid
from atelier_grader.engine.mujoco.topics import topic_name
from atelier_grader.engine.protocol import Endpoint
from atelier_grader.messages import NS, encode, new
from atelier_grader.sdf.reader import Element

# No gain, and no bound: each maximum is under its minimum.
_PID = dict.fromkeys(DEFAULTS, 0.0) | {"i_max": -1.0, "cmd_max": -1.0}


class JointTrajectoryController(System):
    """Per joint a PID of position and one of velocity; their forces and the effort add up.

    The target is the first point whose time has not passed: points are not interpolated, as in
    Gazebo. `<topic>_progress` tells the fraction of points reached whenever the target changes.
    """

    def __init__(self, setting: Setting) -> None:
        parameters, self._step_ns = setting.parameters, setting.step_ns
        joints = _enabled(setting)
        default = f"/model/{setting.owner().name}/joint_trajectory"
        topic = topic_name(parameters.text("topic", default))
        self.subscribers = (Endpoint(topic, "gz.msgs.JointTrajectory"),)
        self._progress_topic = f"{topic}_progress"
        self.publishers = (Endpoint(self._progress_topic, "gz.msgs.Float"),)
        self._use_header = parameters.flag("use_header_start_time", False)
        starts = _numbers(parameters, "initial_position", len(joints), 0.0)
        positions = _pids(parameters, "position", len(joints), setting.step_s)
        velocities = _pids(parameters, "velocity", len(joints), setting.step_s)
        self._targets = {
            joint.name: _Target(start, position, velocity)
            for joint, start, position, velocity in zip(
                joints, starts, positions, velocities, strict=True
            )
        }
        self._forces = ForceDrive(joints)
        self.bounded_joints = self._forces.bounded
        self._trajectory = _Trajectory((), (), None)
        self._progress: float | None = None
        self.schedule = Events(lambda: self._progress is not None or not self._trajectory.reached)

    def configure(self, simulation: Simulation) -> None:
        self._simulation = simulation
        self._forces.configure(simulation)

    def receive(self, topic: str, message: Any) -> None:
        if not message.joint_names:
            return
        start_ns = None
        if self._use_header:
            stamp = message.header.stamp
            start_ns = stamp.sec * NS + stamp.nanosec
        self._trajectory = _Trajectory(tuple(message.joint_names), tuple(message.points), start_ns)

    def pre_update(self) -> None:
        self._progress = None
        if not self._trajectory.reached:
            # As Gazebo's clock, which shows the end of the step that is about to be made.
            self._follow((self._simulation.step + 1) * self._step_ns)
        forces = self._forces
        for index, target in enumerate(self._targets.values()):
            force = target.force(forces.position(index), forces.velocity(index))
            forces.apply(index, force)

    def _follow(self, now_ns: int) -> None:
        trajectory = self._trajectory
        if not trajectory.advance(now_ns):
            return
        if trajectory.points:
            point = trajectory.points[trajectory.index]
            for column, name in enumerate(trajectory.joints):
                if name in self._targets:
                    self._targets[name].take(point, column)
        self._progress = trajectory.progress

    def sample(
        self, step: int, now_ns: int, listened: Mapping[str, str]
    ) -> Iterable[tuple[str, bytes]]:
        if self._progress is None:
            return ()
        message = new("std_msgs/msg/Float32", data=self._progress)
        return ((self._progress_topic, encode(message)),)


@dataclass
class _Target:
    """What one joint is to do."""

    position: float
    position_pid: Pid
    velocity_pid: Pid
    velocity: float = 0.0
    effort: float = 0.0

    def take(self, point: Any, column: int) -> None:
        """What a point says of the joint; what it does not say stays."""
        if column < len(point.positions):
            self.position = float(point.positions[column])
        if column < len(point.velocities):
            self.velocity = float(point.velocities[column])
        if column < len(point.effort):
            self.effort = float(point.effort[column])

    def force(self, position: float, velocity: float) -> float:
        """N or N m."""
        from_position = self.position_pid.update(position - self.position)
        return from_position + self.velocity_pid.update(velocity - self.velocity) + self.effort


@dataclass
class _Trajectory:
    """Points in order; `start_ns` None until the first step."""

    joints: tuple[str, ...]
    points: tuple[Any, ...]
    start_ns: int | None
    index: int = -1

    @property
    def reached(self) -> bool:
        """The last point is the target."""
        return not self.joints or self.index >= max(len(self.points) - 1, 0)

    @property
    def progress(self) -> float:
        return (self.index + 1) / len(self.points) if self.points else 1.0

    def advance(self, now_ns: int) -> bool:
        """Take the point of this moment as target; whether it is another than before."""
        before = self.index
        if self.start_ns is None:
            self.start_ns = now_ns
        self.index = max(self.index, 0)
        while not self.reached:
            after = self.points[self.index].time_from_start
            if after.sec * NS + after.nanosec >= now_ns - self.start_ns:
                break
            self.index += 1
        return self.index != before


def _enabled(setting: Setting) -> list[NamedJoint]:
    """The named joints, or all of the model itself that have an axis."""
    names = dict.fromkeys(setting.parameters.texts("joint_name"))
    if names:
        return find_joints(setting, names)
    return [joint for joint in joints_of(setting) if joint.axis and "::" not in joint.name]


def _numbers(parameters: Element, tag: str, count: int, default: float) -> list[float]:
    """One number a joint, in their order; `default` where there are fewer elements."""
    values = [float(each.value(1)[0]) for each in parameters.children(tag)]
    return (values + [default] * count)[:count]


def _pids(parameters: Element, kind: str, count: int, step_s: float) -> list[Pid]:
    columns = {
        name: _numbers(parameters, f"{kind}_{name}", count, value) for name, value in _PID.items()
    }
    return [
        Pid({name: values[index] for name, values in columns.items()}, step_s)
        for index in range(count)
    ]
