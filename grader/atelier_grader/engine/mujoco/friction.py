"""Sliding friction as Gazebo's: a pyramid along two directions, which lifts nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import mujoco
import numpy as np
import numpy.typing as npt

from atelier_grader.engine.mujoco.flat import Flat
from atelier_grader.engine.mujoco.simulation import Simulation
from atelier_grader.engine.mujoco.treatments import CASTER_FRICTION, SOLIMP
from atelier_grader.sdf.collision import Surface

Array = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]

LOOK_PERIOD_S = 0.04
SLIDES_M_S = 2e-3
SOFTNESS = 0.02

_STEP1, _STEP2 = mujoco.mj_step1, mujoco.mj_step2
_DAMPING = 1
_MIN_MASS_KG = 1e-6
_EDGES = 4
_PYRAMID, _ELLIPTIC = mujoco.mjtCone.mjCONE_PYRAMIDAL, mujoco.mjtCone.mjCONE_ELLIPTIC
# MuJoCo's rows are n + u, n - u, n + w, n - w; Gazebo's pyramid has its edges at the corners.
_TO_AXES = np.array([[0.25, 0.25, 0.25, 0.25], [0.5, -0.5, 0, 0], [0, 0, 0.5, -0.5]])
_TO_EDGES = np.array([[1.0, 1, 1], [1, 1, -1], [1, -1, 1], [1, -1, -1]])
_NO_ISLANDS = int(mujoco.mjtDisableBit.mjDSBL_ISLAND)
_STEEP = 0.5**0.5
_ALONG_NORMAL = 1e-6
_TRIES = 5
_FORESEEN_M_S = 1e-4
_MIN_FRICTION = 1e-5


class SlidingFriction:
    """Makes the steps in which something slides.

    MuJoCo's friction is convex: a contact that slides at v parts at mu v, so that bodies hop.
    And its cone is round, where Gazebo bounds the force along each of two directions by its own
    coefficient. Both are put right by rewriting the rows of the contacts, which takes as long
    as a small step; so it is done only while a contact slides, or always where `mu2` or `fdir1`
    make a collision's two directions differ.
    """

    def __init__(
        self, simulation: Simulation, hooks: Sequence[Callable[[], None]], moving: bool
    ) -> None:
        """`hooks` run in each step when its constraints are known.

        `moving` where one of them rewrites contacts itself: it then has all of them.
        """
        self._simulation, self._hooks = simulation, hooks
        model, self._data = simulation.model, simulation.data
        self._model, self._moving = model, moving
        surfaces = _surfaces(model, simulation.flat)
        self._mu = np.array([(s.mu, s.mu2) for s in surfaces]).reshape(-1, 2)
        self._fdir1 = np.array([s.fdir1 for s in surfaces]).reshape(-1, 3)
        self._directed = self._fdir1.any(axis=1)
        self._always = any(s.mu != s.mu2 for s in surfaces) and not moving
        root = model.body_rootid[model.geom_bodyid]
        moves = model.body_weldid[model.geom_bodyid] > 0
        self._inverse_mass = np.where(moves, 1 / model.body_subtreemass[root].clip(_MIN_MASS_KG), 0)
        sphere = model.geom_type == mujoco.mjtGeom.mjGEOM_SPHERE
        self._caster = sphere & (model.geom_friction[:, 0] <= CASTER_FRICTION)
        self._damping = 1.0 / model.opt.timestep
        self._tolerance = _FORESEEN_M_S * self._damping
        self.look_steps = max(round(LOOK_PERIOD_S / model.opt.timestep), 1)
        self.engaged = not moving
        self._slip = 0.0
        self._rows: Rows | None = None

    def look(self) -> None:
        """After a step: does a contact slide, so that the next steps are to be made here?"""
        if self._always or self._moving:
            return
        data = self._data
        if not self.engaged:
            self._select()
            if self._rows is None:
                return
            slip = np.hypot(data.efc_vel[self._start + 1], data.efc_vel[self._start + 2])
            contact = data.contact
            slip *= contact.friction[self._which, 0]
            slip[self._caster[contact.geom[self._which]].any(axis=1)] = 0.0
            self._slip = float(slip.max())
        self.engaged, self._slip = self._slip > SLIDES_M_S, 0.0

    def step(self) -> None:
        """One step of physics."""
        if self.engaged:
            self._whole_step()
            return
        model, data = self._model, self._data
        _STEP1(model, data)
        if data.ncon != self._simulation.contact_count and not self._moving:
            self.engaged, self._slip = True, np.inf
            self._whole_step()
            return
        for hook in self._hooks:
            hook()
        _STEP2(model, data)

    def _whole_step(self) -> None:
        model, data = self._model, self._data
        flags = model.opt.disableflags
        model.opt.disableflags = flags | _NO_ISLANDS
        model.opt.cone = _PYRAMID
        mujoco.mj_step1(model, data)
        self._simulation.contact_count = data.ncon
        self._select()
        if self._rows is not None:
            self._shape()
        for hook in self._hooks:
            hook()
        mujoco.mj_fwdActuation(model, data)
        mujoco.mj_fwdAcceleration(model, data)
        mujoco.mj_fwdConstraint(model, data)
        if self._rows is not None:
            self._correct()
            self._tell_forces()
        mujoco.mj_implicit(model, data)
        model.opt.cone = _ELLIPTIC
        model.opt.disableflags = flags

    def _select(self) -> None:
        """The contacts with friction, and their rows."""
        data = self._data
        self._rows = None
        if not data.ncon:
            return
        contact = data.contact
        address = contact.efc_address
        self._which = np.flatnonzero((contact.dim >= 3) & (address >= 0))
        if len(self._which):
            self._start = address[self._which].astype(np.int64)
            self._rows = self._start[:, None] + np.arange(_EDGES)

    def _shape(self) -> None:
        """Turn each contact's rows into the edges of its pyramid, without its lift."""
        data, which, rows = self._data, self._which, self._rows
        contact = data.contact
        geoms, frames = contact.geom[which], contact.frame[which].reshape(-1, 3, 3)
        mu = np.maximum(self._mu[geoms].min(axis=1), _MIN_FRICTION)
        cosine, sine = self._turn(geoms, frames)
        self._axes = np.zeros((len(which), 3, 3))
        self._axes[:, 0, 0] = 1.0
        turned = self._axes[:, 1:, 1:]
        turned[:, 0, 0] = turned[:, 1, 1] = cosine
        turned[:, 0, 1], turned[:, 1, 0] = sine, -sine
        turned *= mu[:, :, None]
        scaled = self._axes.copy()
        friction = contact.friction[which, 0]
        scaled[:, 1:, 1:] /= friction[:, None, None]
        to_axes = scaled @ _TO_AXES
        damping = data.efc_KBIP[self._start, _DAMPING]
        self._damp = np.minimum(damping, self._damping)
        speeds: Array = np.einsum("kij,kj->ki", to_axes, data.efc_vel[rows])
        self._slips = speeds[:, 1:]
        # MuJoCo raises the damping for soft rows; these are hardly soft.
        aims = -self._damp[:, None] * speeds
        aims[:, 0] = data.efc_aref[rows].mean(axis=1) * SOLIMP[1]
        softness = _EDGES * SOFTNESS * self._inverse_mass[geoms].sum(axis=1)
        # What bounces must be stiff, or a share of its rebound is lost.
        softness[damping > 1.05 * self._damping] *= 0.05
        data.efc_R[rows], data.efc_D[rows] = softness[:, None], 1 / softness[:, None]
        self._change_jacobian(_TO_EDGES @ to_axes)
        data.efc_vel[rows] = speeds @ _TO_EDGES.T
        self._lift = self._next_lift(data.qacc_warmstart)
        data.efc_aref[rows] = aims @ _TO_EDGES.T - self._lift[:, None]

    def _next_lift(self, acceleration: Array) -> Array:
        """How fast each contact would part for its sliding at the end of the step, in rows."""
        data, model, rows = self._data, self._model, self._rows
        rates = np.empty(data.nefc)
        mujoco.mj_mulJacVec(model, data, rates, acceleration)
        edges = rates[rows]
        gains = edges @ _TO_EDGES[:, 1:] / _EDGES * model.opt.timestep
        self._after = np.abs(self._slips + gains)
        lift: Array = self._damp * self._after.sum(axis=1)
        return lift

    def _correct(self) -> None:
        """Solve again while the sliding is not what was foreseen; then contacts lift nothing."""
        model, data = self._model, self._data
        for _ in range(_TRIES):
            lift = self._next_lift(data.qacc)
            error = lift - self._lift
            if np.abs(error).max() < self._tolerance:
                break
            data.efc_aref[self._rows] -= error[:, None]
            self._lift = lift
            mujoco.mj_fwdConstraint(model, data)
        self._slip = max(self._slip, float(self._after.max()))

    def _turn(self, geoms: npt.NDArray[np.int32], frames: Array) -> tuple[Array, Array]:
        """Cosine and sine from each contact's first tangent to its first friction direction."""
        first = world_directions(frames[:, 0])
        for side in (0, 1):
            own = np.flatnonzero(self._directed[geoms[:, side]])
            if len(own):
                turn = self._data.geom_xmat[geoms[own, side]].reshape(-1, 3, 3)
                first[own] = np.einsum("kij,kj->ki", turn, self._fdir1[geoms[own, side]])
        along, across = np.einsum("kij,kj->ik", frames[:, 1:], first)
        length = np.hypot(along, across)
        # A direction along the normal leaves MuJoCo's tangents as they are.
        none = np.flatnonzero(length < _ALONG_NORMAL)
        along[none] = length[none] = 1.0
        across[none] = 0.0
        return along / length, across / length

    def _change_jacobian(self, change: Array) -> None:
        """Multiply each contact's four rows by its own (4, 4) matrix."""
        data, model = self._data, self._model
        rows = self._rows
        assert rows is not None
        if not mujoco.mj_isSparse(model):
            jacobian = data.efc_J.reshape(data.nefc, model.nv)
            jacobian[rows] = change @ jacobian[rows]
            return
        # The rows of one contact have the same columns and stand one after the other.
        flat = data.efc_J.reshape(-1)
        for index, start in enumerate(self._start.tolist()):
            begin, width = int(data.efc_J_rowadr[start]), int(data.efc_J_rownnz[start])
            block = flat[begin : begin + _EDGES * width].reshape(_EDGES, width)
            block[:] = change[index] @ block

    def _tell_forces(self) -> None:
        """Leave the forces as the elliptic cone would: normal, two tangents, turning."""
        data, start, rows = self._data, self._start, self._rows
        assert rows is not None
        force, contact = data.efc_force, data.contact
        axes = force[rows] @ _TO_EDGES
        force[rows[:, :3]] = np.einsum("kij,ki->kj", self._axes, axes)
        force[start + 3] = 0.0
        turning = np.flatnonzero(contact.dim[self._which] == 4)
        if len(turning):
            row = start[turning]
            one, two = force[row + _EDGES], force[row + _EDGES + 1]
            force[row] += one + two
            force[row + 3] = contact.friction[self._which[turning], 2] * (one - two)
            force[row + _EDGES] = force[row + _EDGES + 1] = 0.0


def contact_rows(dimension: int, model: Any) -> int:
    """How many constraint rows a contact has within a step."""
    if dimension == 1 or model.opt.cone == _ELLIPTIC:
        return dimension
    return 2 * (dimension - 1)


def world_directions(normals: Array) -> Array:
    """The first friction directions for unit normals (n, 3), of any length.

    As ODE's: across x where the normal is rather upright, else level.
    """
    found = np.zeros_like(normals)
    found[:, 1], found[:, 2] = -normals[:, 2], normals[:, 1]
    flat = np.abs(normals[:, 2]) <= _STEEP
    if flat.any():
        found[flat, 0], found[flat, 1], found[flat, 2] = -normals[flat, 1], normals[flat, 0], 0.0
    return found


def _surfaces(model: Any, flat: Flat) -> list[Surface]:
    """The surface of each geom; the pieces of one collision are named `collision#1` and so on."""
    known = {
        f"{link.name}::{collision.name}": collision.surface
        for link in flat.links.values()
        for collision in link.link.collisions
    }
    names = (model.geom(i).name.partition("#")[0] for i in range(model.ngeom))
    return [known.get(name, Surface()) for name in names]
