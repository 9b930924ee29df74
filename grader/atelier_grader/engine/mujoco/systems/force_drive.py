"""Forces on joints, as Gazebo's JointForceCmd."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

from atelier_grader.engine.mujoco.simulation import Simulation
from atelier_grader.engine.mujoco.systems.joints import NamedJoint, addresses


class ForceDrive:
    """Applies forces along joints' axes, N or N m, within their limits of effort and speed.

    A joint at its limit of speed is pushed no further, as in Gazebo 11; free motion is not slowed.
    """

    def __init__(self, joints: Sequence[NamedJoint]) -> None:
        self.joints = joints
        self.bounded = [joint.scoped for joint in joints]

    def configure(self, simulation: Simulation) -> None:
        data = simulation.data
        self._qpos, self._qvel, self._force = data.qpos, data.qvel, data.qfrc_applied
        self._addresses = addresses(simulation, self.joints)
        self._commanded, self._used = simulation.commanded_joints, False
        self._efforts = [joint.effort for joint in self.joints]
        self._speeds = [inf if joint.axis is None else joint.axis.velocity for joint in self.joints]

    def position(self, index: int) -> float:
        """rad or m."""
        return float(self._qpos.item(self._addresses[index].qpos))

    def velocity(self, index: int) -> float:
        """rad/s or m/s."""
        return float(self._qvel.item(self._addresses[index].dof))

    def apply(self, index: int, force: float) -> None:
        """From now on, until the next call."""
        limit, velocity = self._efforts[index], self.velocity(index)
        too_fast = abs(velocity) > self._speeds[index] and velocity * force > 0
        effort = 0.0 if too_fast else min(max(force, -limit), limit)
        self._force[self._addresses[index].dof] = effort
        if force and not self._used:
            self._used = True
            self._commanded.update(joint.scoped for joint in self.joints)
