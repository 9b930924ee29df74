"""Forces on joints, as Gazebo's JointForceCmd."""

from __future__ import annotations

from collections.abc import Sequence

from atelier_grader.engine.mujoco.simulation import Simulation
from atelier_grader.engine.mujoco.systems.joints import NamedJoint, addresses


class ForceDrive:
    """Applies forces along joints' axes, N or N m, within their effort limits."""

    def __init__(self, joints: Sequence[NamedJoint]) -> None:
        self.joints = joints

    def configure(self, simulation: Simulation) -> None:
        data = simulation.data
        self._qpos, self._qvel, self._force = data.qpos, data.qvel, data.qfrc_applied
        self._addresses = addresses(simulation, self.joints)
        self._commanded, self._used = simulation.commanded_joints, False
        self._efforts = [joint.effort for joint in self.joints]

    def position(self, index: int) -> float:
        """rad or m."""
        return float(self._qpos.item(self._addresses[index].qpos))

    def velocity(self, index: int) -> float:
        """rad/s or m/s."""
        return float(self._qvel.item(self._addresses[index].dof))

    def apply(self, index: int, force: float) -> None:
        """From now on, until the next call."""
        limit = self._efforts[index]
        self._force[self._addresses[index].dof] = min(max(force, -limit), limit)
        if force and not self._used:
            self._used = True
            self._commanded.update(joint.scoped for joint in self.joints)
