"""What the friction of a step's contacts needs to know of them, but for where they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import mujoco
import numpy as np
import numpy.typing as npt

from atelier_grader.engine.mujoco.contact_memory import ContactMemory
from atelier_grader.engine.mujoco.flat import Flat
from atelier_grader.engine.mujoco.treatments import CASTER_FRICTION
from atelier_grader.sdf.collision import Surface

Array = npt.NDArray[np.float64]
Index = npt.NDArray[np.int64]

SOFTNESS = 0.02
WHEEL_GRIP = 0.04
"""How much a wheel's slip counts: each new command makes it slip for a moment."""
EDGES = 4
"""Rows of a contact that resists sliding, where cones are pyramids."""

_DAMPING = 1
_MIN_MASS_KG = 1e-6
_MIN_FRICTION = 1e-5
_WITH_TURNING = 4
_MAX_LAYOUTS = 1000


@dataclass(frozen=True)
class Layout:
    """The k contacts with friction of a step; equal for all steps in which the same geoms touch.

    `which` are their numbers, `start` their first rows; `rows` finds the four of each in a
    constraint array, one after the other. `mu` (k, 2) are Gazebo's coefficients, `friction` (k,)
    MuJoCo's. `damping` (k,) bounds the rows' own, 1/s. `softness` and `stiffness` (4k,) are the
    regularisation. `turning` are those of the contacts that resist turning too, with `arm_m`.
    `directed` are the contacts, geoms and directions of collisions that state their own.
    """

    which: Index | slice
    start: Index
    rows: Index | slice
    grip: Array
    mu: Array
    friction: Array
    damping: Array
    softness: Array
    stiffness: Array
    turning: Index
    arm_m: Array
    directed: tuple[tuple[Index, Index, Array], ...]


class Layouts:
    """Finds the present step's layout, which is worked out once."""

    def __init__(self, model: Any, data: Any, flat: Flat) -> None:
        self._model, self._data = model, data
        surfaces = _surfaces(model, flat)
        self._mu = np.array([(s.mu, s.mu2) for s in surfaces]).reshape(-1, 2)
        self._fdir1 = np.array([s.fdir1 for s in surfaces]).reshape(-1, 3)
        self._directed: npt.NDArray[np.bool_] = np.any(self._fdir1 != 0, axis=1)
        root = model.body_rootid[model.geom_bodyid]
        moves = model.body_weldid[model.geom_bodyid] > 0
        self._inverse_mass = np.where(moves, 1 / model.body_subtreemass[root].clip(_MIN_MASS_KG), 0)
        sphere = model.geom_type == mujoco.mjtGeom.mjGEOM_SPHERE
        caster = sphere & (model.geom_friction[:, 0] <= CASTER_FRICTION)
        wheel = model.geom_type == mujoco.mjtGeom.mjGEOM_ELLIPSOID
        self._grips = np.where(caster, 0.0, np.where(wheel, WHEEL_GRIP, 1.0))
        self._damping = 1.0 / model.opt.timestep
        self._memory: ContactMemory | None = None
        self._known: dict[tuple[bytes, int], Layout | None] = {}

    def present(self) -> Layout | None:
        """That of the step whose constraints are made; None where no contact has friction."""
        data = self._data
        count = data.ncon
        if not count:
            return None
        if self._memory is None:
            self._memory = ContactMemory(data)
        key = self._memory.kinds(count), self._model.opt.cone
        if key not in self._known:
            if len(self._known) >= _MAX_LAYOUTS:
                self._known.clear()
            self._known[key] = self._work_out()
        return self._known[key]

    def frames(self, layout: Layout) -> Array:
        """(k, 3, 3), the normal and two tangents of each contact in rows; a copy."""
        assert self._memory is not None
        frames: Array = self._memory.frames[layout.which].copy().reshape(-1, 3, 3)
        return frames

    def _work_out(self) -> Layout | None:
        data, contact = self._data, self._data.contact
        address = contact.efc_address
        which = np.flatnonzero((contact.dim >= 3) & (address >= 0))
        if not len(which):
            return None
        geoms, start = contact.geom[which], address[which].astype(np.int64)
        rows = start[:, None] + np.arange(EDGES)
        own_damping = data.efc_KBIP[start, _DAMPING]
        softness = EDGES * SOFTNESS * self._inverse_mass[geoms].sum(axis=1)
        # What bounces must be stiff, or a share of its rebound is lost.
        softness[own_damping > 1.05 * self._damping] *= 0.05
        turning = np.flatnonzero(contact.dim[which] == _WITH_TURNING)
        return Layout(
            which=_as_slice(which),
            start=start,
            rows=_as_slice(rows.ravel()),
            grip=self._grips[geoms].min(axis=1),
            mu=np.maximum(self._mu[geoms].min(axis=1), _MIN_FRICTION),
            friction=contact.friction[which, 0],
            damping=np.minimum(own_damping, self._damping),
            softness=softness.repeat(EDGES),
            stiffness=(1 / softness).repeat(EDGES),
            turning=turning,
            arm_m=contact.friction[which[turning], 2],
            directed=tuple(self._own_directions(geoms)),
        )

    def _own_directions(self, geoms: npt.NDArray[np.int32]) -> list[tuple[Index, Index, Array]]:
        found = []
        for side in (0, 1):
            own = np.flatnonzero(self._directed[geoms[:, side]])
            if len(own):
                geom = geoms[own, side].astype(np.int64)
                found.append((own, geom, self._fdir1[geom]))
        return found


def _as_slice(index: Index) -> Index | slice:
    """The same elements, as a slice where they are successive: those are found faster."""
    first, count = int(index[0]), len(index)
    return slice(first, first + count) if (np.diff(index) == 1).all() else index


def _surfaces(model: Any, flat: Flat) -> list[Surface]:
    """The surface of each geom; the pieces of one collision are named `collision#1` and so on."""
    known = {
        f"{link.name}::{collision.name}": collision.surface
        for link in flat.links.values()
        for collision in link.link.collisions
    }
    names = (model.geom(i).name.partition("#")[0] for i in range(model.ngeom))
    return [known.get(name, Surface()) for name in names]
