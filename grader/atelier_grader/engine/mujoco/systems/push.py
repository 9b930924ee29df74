"""Forces on a body, beside those of other systems."""

from __future__ import annotations

import numpy as np

from atelier_grader.engine.mujoco.simulation import Simulation
from atelier_grader.sdf.pose import Vector


class Push:
    """What one system exerts on a body; it holds until it is changed."""

    def __init__(self, simulation: Simulation, body: int) -> None:
        self._applied = simulation.data.xfrc_applied[body]
        self._exerted = np.zeros(6)

    def exert(self, force: Vector, torque: Vector) -> None:
        """N at the centre of mass, and N m, along world axes."""
        now = np.concatenate([force, torque])
        self._applied += now - self._exerted
        self._exerted = now
