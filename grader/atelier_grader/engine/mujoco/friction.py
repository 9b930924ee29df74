"""Sliding friction as Gazebo's: a pyramid along two directions, which lifts nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import mujoco
import numpy as np
import numpy.typing as npt

from atelier_grader.engine.mujoco.flat import Flat
from atelier_grader.engine.mujoco.simulation import Simulation
from atelier_grader.engine.mujoco.treatments import SOLIMP
from atelier_grader.sdf.collision import Surface

Array = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]

LOOK_PERIOD_S = 0.02
SLIDES_M_S = 2e-3

_DAMPING = 1
_IMPEDANCE = 2
_MIN_MASS_KG = 1e-6
_EDGES = 4
_PYRAMID, _ELLIPTIC = mujoco.mjtCone.mjCONE_PYRAMIDAL, mujoco.mjtCone.mjCONE_ELLIPTIC
# MuJoCo's rows are n + u, n - u, n + w, n - w; Gazebo's pyramid has its edges at the corners.
_TO_AXES = np.array([[0.25, 0.25, 0.25, 0.25], [0.5, -0.5, 0, 0], [0, 0, 0.5, -0.5]])
_TO_EDGES = np.array([[1.0, 1, 1], [1, 1, -1], [1, -1, 1], [1, -1, -1]])
_NO_ISLANDS = int(mujoco.mjtDisableBit.mjDSBL_ISLAND)
_STEEP = 0.5**0.5
_ALONG_NORMAL = 1e-6
_SOFTNESS = 0.1
_IMPACT_SHARE = 3.0
_MIN_FRICTION = 1e-5


class SlidingFriction:
    """Makes the steps in which something slides.

    MuJoCo's friction is convex: a contact that slides at v parts at mu v, so that bodies hop.
    And its cone is round, where Gazebo bounds the force along each of two directions by its own
    coefficient. Both are put right by rewriting the rows of the contacts, which takes as long
    as a small step; so it is done only while a contact slides, or always where `mu2` or `fdir1`
    make a collision's two directions differ.
    """

    def __init__(self, simulation: Simulation, moving: bool) -> None:
        """`moving` where a system rewrites contacts itself: it then has all of them."""
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
        self._damping = 1.0 / model.opt.timestep
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
            self._slip = float((slip * data.contact.friction[self._which, 0]).max())
        self.engaged, self._slip = self._slip > SLIDES_M_S, 0.0

    def step(self, hooks: Sequence[Callable[[], None]]) -> None:
        """One step of physics; `hooks` run when its constraints are known."""
        model, data = self._model, self._data
        flags = model.opt.disableflags
        model.opt.disableflags = flags | _NO_ISLANDS
        model.opt.cone = _PYRAMID
        mujoco.mj_step1(model, data)
        self._select()
        if self._rows is not None:
            self._shape()
        for hook in hooks:
            hook()
        mujoco.mj_step2(model, data)
        if self._rows is not None:
            self._tell_forces()
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
        speeds = np.einsum("kij,kj->ki", to_axes, data.efc_vel[rows])
        # MuJoCo raises the damping for soft rows; these are hardly soft.
        normal = data.efc_aref[rows].mean(axis=1) * SOLIMP[1]
        damping = np.minimum(data.efc_KBIP[self._start, _DAMPING], self._damping)
        impact = np.maximum(-speeds[:, 0], 0.0) * _IMPACT_SHARE
        sliding = np.abs(speeds[:, 1:] + self._gain(to_axes))
        lift = np.maximum(sliding - mu**2 * impact[:, None], 0.0).sum(axis=1)
        aims = -damping[:, None] * speeds
        aims[:, 0] = normal - damping * lift
        impedance = data.efc_KBIP[self._start, _IMPEDANCE]
        softness = _EDGES * _SOFTNESS * (1 / impedance - 1) * self._inverse_mass[geoms].sum(axis=1)
        data.efc_R[rows], data.efc_D[rows] = softness[:, None], 1 / softness[:, None]
        self._change_jacobian(_TO_EDGES @ to_axes)
        data.efc_vel[rows] = speeds @ _TO_EDGES.T
        data.efc_aref[rows] = aims @ _TO_EDGES.T
        self._slip = max(self._slip, float(np.abs(speeds[:, 1:]).max()))

    def _turn(self, geoms: npt.NDArray[np.int32], frames: Array) -> tuple[Array, Array]:
        """Cosine and sine from each contact's first tangent to its first friction direction."""
        first = world_direction(frames[:, 0])
        for side in (0, 1):
            own = np.flatnonzero(self._directed[geoms[:, side]])
            if len(own):
                turn = self._data.geom_xmat[geoms[own, side]].reshape(-1, 3, 3)
                first[own] = np.einsum("kij,kj->ki", turn, self._fdir1[geoms[own, side]])
        along, across = np.einsum("kij,kj->ik", frames[:, 1:], first)
        length = np.hypot(along, across)
        # A direction along the normal leaves MuJoCo's tangents as they are.
        none = length < _ALONG_NORMAL
        along[none] = length[none] = 1.0
        across[none] = 0.0
        return along / length, across / length

    def _gain(self, to_axes: Array) -> Array:
        """What a step at the last acceleration adds to the speeds along both directions."""
        data, model = self._data, self._model
        rates = np.empty(data.nefc)
        mujoco.mj_mulJacVec(model, data, rates, data.qacc_warmstart)
        gained: Array = np.einsum("kij,kj->ki", to_axes[:, 1:], rates[self._rows])
        gained *= model.opt.timestep
        return gained

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


def world_direction(normals: Array) -> Array:
    """The first friction direction for unit normals (n, 3), where no collision names one.

    As ODE's: across x where the normal is rather upright, else horizontal.
    """
    x, y, z = normals.T
    none = np.zeros_like(x)
    upright = np.stack([none, -z, y], axis=1) / np.hypot(y, z).clip(1e-9)[:, None]
    level = np.stack([-y, x, none], axis=1) / np.hypot(x, y).clip(1e-9)[:, None]
    found: Array = np.where((np.abs(z) > _STEEP)[:, None], upright, level)
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
