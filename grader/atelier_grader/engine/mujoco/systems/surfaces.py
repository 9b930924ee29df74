"""The contacts of one step, between finding them and solving for their forces."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import mujoco
import numpy as np
import numpy.typing as npt

from atelier_grader.engine.mujoco.simulation import Simulation
from atelier_grader.sdf.pose import Vector

_DAMPING = 1
_NO_FRICTION = 1e-5


@dataclass(frozen=True)
class Touch:
    """A contact of a surface: `sign` is 1 where the surface's geom is MuJoCo's first, else -1.

    `frame` (3, 3) has the normal and the two tangents as rows; its friction rows stand at
    `row + 1` and `row + 2` in the constraint arrays. `friction` has their coefficients first.
    """

    geom: int
    sign: int
    point: Vector
    frame: Vector
    row: int
    friction: Vector


class Surfaces:
    """Some geoms, and what touches them."""

    def __init__(self, simulation: Simulation, collisions: Iterable[str]) -> None:
        """`collisions` are scoped names."""
        self._data = simulation.data
        kind = mujoco.mjtObj.mjOBJ_GEOM
        self.geoms = [mujoco.mj_name2id(simulation.model, kind, name) for name in collisions]
        self._mine = np.zeros(simulation.model.ngeom, bool)
        self._mine[self.geoms] = True

    def touches(self) -> Iterator[Touch]:
        """The contacts with friction of this step."""
        data = self._data
        if not data.ncon:
            return
        contact = data.contact
        mine = self._mine[contact.geom]
        found = mine.any(axis=1) & (contact.dim >= 3) & (contact.efc_address >= 0)
        for index in np.flatnonzero(found).tolist():
            first = bool(mine[index, 0])
            geom = int(contact.geom[index, 0 if first else 1])
            yield Touch(
                geom,
                1 if first else -1,
                contact.pos[index],
                contact.frame[index].reshape(3, 3),
                int(contact.efc_address[index]),
                contact.friction[index],
            )

    def move(self, touch: Touch, velocity: npt.NDArray[np.float64]) -> None:
        """Let the surface slide at `velocity` (3,), m/s in the world, relative to its body.

        Friction then works towards that relative velocity instead of towards rest.
        """
        data = self._data
        for tangent in (1, 2):
            row = touch.row + tangent
            slide = float(touch.frame[tangent] @ velocity)
            data.efc_aref[row] += touch.sign * data.efc_KBIP[row, _DAMPING] * slide

    def grip_along(self, touch: Touch, direction: npt.NDArray[np.float64]) -> None:
        """Leave friction along `direction` (3,), any length, in the world, and none across."""
        data, one, two = self._data, touch.row + 1, touch.row + 2
        along, across = touch.frame[1] @ direction, touch.frame[2] @ direction
        length = float(np.hypot(along, across))
        if length < 1e-9:
            return
        turn = np.array([[along, across], [-across, along]]) / length
        rows = slice(one, two + 1)
        touch.frame[1:] = turn @ touch.frame[1:]
        jacobian = data.efc_J.reshape(data.nefc, -1)
        jacobian[rows] = turn @ jacobian[rows]
        data.efc_vel[rows] = turn @ data.efc_vel[rows]
        data.efc_aref[rows] = turn @ data.efc_aref[rows]
        data.efc_D[two] = 0.0
        touch.friction[1] = _NO_FRICTION
