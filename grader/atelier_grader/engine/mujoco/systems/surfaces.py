"""The contacts of one step, between finding them and solving for their forces."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import hypot

import mujoco
import numpy as np
import numpy.typing as npt

from atelier_grader.engine.mujoco.simulation import Simulation
from atelier_grader.sdf.pose import Vector

_DAMPING = 1
_EDGE = 1e-9
_NO_FRICTION = 1e-5


@dataclass(frozen=True)
class Touch:
    """A contact of a surface: `sign` is 1 where the surface's geom is MuJoCo's first, else -1.

    `frame` (3, 3) has the normal and the two tangents as rows; its friction rows stand at
    `row + 1` and `row + 2` in the constraint arrays.
    """

    geom: int
    sign: int
    point: Vector
    frame: Vector
    row: int
    friction: float


class Surfaces:
    """Some geoms, and what touches them."""

    def __init__(self, simulation: Simulation, collisions: Iterable[str]) -> None:
        """`collisions` are scoped names."""
        self._data = simulation.data
        kind = mujoco.mjtObj.mjOBJ_GEOM
        self.geoms = [mujoco.mj_name2id(simulation.model, kind, name) for name in collisions]
        self._mine = np.zeros(simulation.model.ngeom, bool)
        self._mine[self.geoms] = True
        self._index = np.full(simulation.model.ngeom, -1)
        self._index[self.geoms] = np.arange(len(self.geoms))

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
                float(contact.friction[index, 0]),
            )

    def move(self, touch: Touch, velocity: npt.NDArray[np.float64]) -> None:
        """Let the surface slide at `velocity` (3,), m/s in the world, relative to its body.

        Friction then works towards that relative velocity instead of towards rest.
        """
        data = self._data
        slip = []
        for tangent in (1, 2):
            row = touch.row + tangent
            slide = touch.sign * float(touch.frame[tangent] @ velocity)
            slip.append(data.efc_vel.item(row) - slide)
            data.efc_aref[row] += data.efc_KBIP[row, _DAMPING] * slide
        # MuJoCo's cone lifts what slides; see `friction.py`.
        lift = touch.friction * hypot(*slip)
        data.efc_aref[touch.row] -= data.efc_KBIP[touch.row, _DAMPING] * lift

    def grip_along(self, directions: Vector) -> None:
        """Leave friction along `directions` (geoms, 3), in the world, and none across.

        One direction, of any length, for each of `geoms`.
        """
        data = self._data
        if not data.ncon:
            return
        contact = data.contact
        pairs = self._index[contact.geom]
        which = pairs.max(axis=1)
        found = (which >= 0) & (contact.dim >= 3) & (contact.efc_address >= 0)
        touching = np.flatnonzero(found)
        if not len(touching):
            return
        frames = contact.frame[touching].reshape(-1, 3, 3)
        aims = directions[which[touching]]
        along, across = np.einsum("kij,kj->ik", frames[:, 1:], aims)
        length = np.hypot(along, across)
        length[length < _EDGE] = np.inf
        cosine, sine = along / length, across / length
        cosine[np.isinf(length)] = 1.0
        one = contact.efc_address[touching] + 1
        jacobian = data.efc_J.reshape(data.nefc, -1)
        for values in (jacobian, data.efc_vel[:, None], data.efc_aref[:, None]):
            _turn_rows(values, one, cosine[:, None], sine[:, None])
        tangents = frames[:, 1].copy(), frames[:, 2].copy()
        c, s = cosine[:, None], sine[:, None]
        contact.frame[touching, 3:6] = c * tangents[0] + s * tangents[1]
        contact.frame[touching, 6:9] = c * tangents[1] - s * tangents[0]
        data.efc_D[one + 1] = 0.0
        contact.friction[touching, 1] = _NO_FRICTION


def _turn_rows(values: Vector, one: Vector, cosine: Vector, sine: Vector) -> None:
    """Turn pairs of rows, `one` and the next, in place."""
    first, second = values[one], values[one + 1]
    values[one] = cosine * first + sine * second
    values[one + 1] = cosine * second - sine * first
