"""The joints that a plugin names, and driving them at a speed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import isfinite

import numpy as np

from atelier_grader.engine.mujoco.entities import JointAddress
from atelier_grader.engine.mujoco.simulation import Simulation
from atelier_grader.engine.mujoco.systems.base import Setting
from atelier_grader.engine.mujoco.treatments import MAX_JOINT_SPEED, MOTOR_SOLIMP, solref
from atelier_grader.sdf.error import nearest
from atelier_grader.sdf.joint import Axis, Joint
from atelier_grader.sdf.model import Model

_DAMPING = 1
_NO_LIMIT = 1e5
_JOLT_RAD_S = 1.0


@dataclass(frozen=True)
class NamedJoint:
    """A joint of the plugin's model; `name` as written there, `scoped` from the world on."""

    name: str
    scoped: str
    joint: Joint

    @property
    def axis(self) -> Axis | None:
        return self.joint.axis

    @property
    def effort(self) -> float:
        """N or N m."""
        return np.inf if self.axis is None else self.axis.effort


def joints_of(setting: Setting) -> list[NamedJoint]:
    """The joints of the plugin's model and of its nested models, in order of declaration."""
    owner = setting.owner()
    found = _walk(owner.model, "")
    return [NamedJoint(name, f"{owner.name}::{name}", joint) for name, joint in found]


def _walk(model: Model, prefix: str) -> Iterator[tuple[str, Joint]]:
    for joint in model.joints:
        yield prefix + joint.name, joint
    for nested in model.models:
        yield from _walk(nested, f"{prefix}{nested.name}::")


def find_joints(
    setting: Setting, names: Iterable[str], *, one_axis: bool = True
) -> list[NamedJoint]:
    """The named joints. Raises `SdfError` on an unknown one, or one without an axis."""
    known = {joint.name: joint for joint in joints_of(setting)}
    found = []
    for name in names:
        if name not in known:
            raise setting.parameters.error(f"there is no joint '{name}'{nearest(name, known)}")
        if one_axis and known[name].axis is None:
            kind = known[name].joint.type
            raise setting.parameters.error(f"joint '{name}' is {kind}, expected one with an axis")
        found.append(known[name])
    return found


def addresses(simulation: Simulation, joints: Sequence[NamedJoint]) -> list[JointAddress]:
    return [simulation.entities.joint(joint.scoped) for joint in joints]


class VelocityDrive:
    """Joints held at commanded speeds, as Gazebo holds them.

    A joint without an effort limit is a source of speed: it is in `sources`, whose inertia the
    builder makes large, and its speed is set before each step. A joint with a limit is a motor:
    dry friction of that effort, whose surface moves at the commanded speed (`solve` sees to it).
    Speeds are bounded by the joint's velocity limit and `MAX_JOINT_SPEED`. An effort from 1e5 N m
    on is meant as none.
    """

    def __init__(self, joints: Sequence[NamedJoint], effort: float = np.inf) -> None:
        """`effort`, N or N m, is a limit in addition to the joints' own."""
        self.joints = joints
        limits = [min(joint.effort, effort) for joint in joints]
        limits = [limit if limit < _NO_LIMIT else np.inf for limit in limits]
        axes = [joint.axis or Axis(np.zeros(3)) for joint in joints]
        self._bound = np.array([min(axis.velocity, MAX_JOINT_SPEED) for axis in axes])
        self._effort = np.array(limits)
        self._free = np.array([i for i, limit in enumerate(limits) if not isfinite(limit)], int)
        self._held = np.array([i for i, limit in enumerate(limits) if 0 < limit < np.inf], int)
        self.sources = [joints[i].scoped for i in self._free.tolist()]
        self.motors = [joints[i].scoped for i in self._held.tolist()]
        self.speeds = np.zeros(len(joints))
        self._free_speeds = np.zeros(len(self._free))

    def configure(self, simulation: Simulation) -> None:
        self._simulation = simulation
        model = self._model = simulation.model
        self._data, self._qvel = simulation.data, simulation.data.qvel
        self._commanded, self._used = simulation.commanded_joints, False
        self.addresses = addresses(simulation, self.joints)
        dofs = np.array([address.dof for address in self.addresses], int)
        self._free_dofs, self._motor_dofs = dofs[self._free], dofs[self._held]
        model.dof_frictionloss[self._motor_dofs] = self._effort[self._held]
        model.dof_solref[self._motor_dofs] = solref(model.opt.timestep)
        model.dof_solimp[self._motor_dofs] = MOTOR_SOLIMP
        self._rows: np.ndarray[tuple[int], np.dtype[np.int64]] | None = None

    def set(self, speeds: Sequence[float]) -> None:
        """Command all joints, rad/s or m/s, in their order."""
        before = self.speeds.copy()
        np.clip(speeds, -self._bound, self._bound, out=self.speeds)
        if np.abs(self.speeds - before).max(initial=0.0) > _JOLT_RAD_S:
            self._simulation.contact_count = -1
        self._free_speeds = self.speeds[self._free]
        if not self._used and self.speeds.any():
            self._used = True
            self._commanded.update(joint.scoped for joint in self.joints)

    def pre_update(self) -> None:
        self._qvel[self._free_dofs] = self._free_speeds

    def solve(self) -> None:
        """Between finding constraints and solving them: let the motors' friction move."""
        if self._rows is None:
            losses = self._model.dof_frictionloss[:] > 0
            self._rows = np.cumsum(losses)[self._motor_dofs] - 1
        data = self._data
        rows = data.ne + self._rows
        data.efc_aref[rows] += data.efc_KBIP[rows, _DAMPING] * self.speeds[self._held]
