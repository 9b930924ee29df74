"""Rewriting the constraint rows of contacts into Gazebo's friction, within one step."""

from __future__ import annotations

from typing import Any

import mujoco
import numpy as np
import numpy.typing as npt

from atelier_grader.engine.mujoco.flat import Flat
from atelier_grader.engine.mujoco.treatments import CASTER_FRICTION, SOLIMP
from atelier_grader.sdf.collision import Surface

Array = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]

SOFTNESS = 0.02
WHEEL_GRIP = 0.04
"""How much a wheel's slip counts: each new command makes it slip for a moment."""
PYRAMID, ELLIPTIC = mujoco.mjtCone.mjCONE_PYRAMIDAL, mujoco.mjtCone.mjCONE_ELLIPTIC

_DAMPING = 1
_MIN_MASS_KG = 1e-6
_EDGES = 4
_WITH_TURNING = 4
_SLOW_RAD_S = 0.1
# MuJoCo's rows are n + u, n - u, n + w, n - w; Gazebo's pyramid has its edges at the corners.
_TO_AXES = np.array([[0.25, 0.25, 0.25, 0.25], [0.5, -0.5, 0, 0], [0, 0, 0.5, -0.5]])
_TO_EDGES = np.array([[1.0, 1, 1], [1, 1, -1], [1, -1, 1], [1, -1, -1]])
_STEEP = 0.5**0.5
_ALONG_NORMAL = 1e-6
_TRIES = 5
_FORESEEN_M_S = 1e-4
_MIN_FRICTION = 1e-5


class FrictionPyramid:
    """The contacts with friction of the present step, of a model with pyramidal cones.

    In order: `select`, `shape` once the constraints are made, `correct` once they are solved,
    `tell_forces` before anybody reads them. All but the first only where `found`.
    """

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
        self._tolerance = _FORESEEN_M_S * self._damping
        self.found = False

    def elliptic_slip(self) -> float:
        """The fastest mu times slip, m/s, of the last step, which had elliptic cones."""
        self.select()
        if not self.found:
            return 0.0
        data, contact = self._data, self._data.contact
        slip = np.hypot(data.efc_vel[self._start + 1], data.efc_vel[self._start + 2])
        slip *= contact.friction[self._which, 0]
        return float((slip * self._grip_of(contact.geom[self._which])).max())

    def slip(self) -> float:
        """The same of a step that was made here. Casters, which always slide, do not count."""
        return float((self._after.max(axis=1) * self._grip).max())

    def _grip_of(self, geoms: npt.NDArray[np.int32]) -> Array:
        grip: Array = self._grips[geoms].min(axis=1)
        return grip

    def select(self) -> None:
        """The contacts with friction, and their rows."""
        data = self._data
        self.found = False
        if not data.ncon:
            return
        contact = data.contact
        address = contact.efc_address
        self._which = np.flatnonzero((contact.dim >= 3) & (address >= 0))
        if len(self._which):
            self._start = address[self._which].astype(np.int64)
            self._rows: Rows = self._start[:, None] + np.arange(_EDGES)
            self.found = True

    def shape(self) -> None:
        """Turn each contact's rows into the edges of its pyramid, without its lift."""
        data, which, rows = self._data, self._which, self._rows
        contact = data.contact
        geoms, frames = contact.geom[which], contact.frame[which].reshape(-1, 3, 3)
        self._grip = self._grip_of(geoms)
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
        self._turning = np.flatnonzero(contact.dim[which] == _WITH_TURNING)
        if len(self._turning):
            self._shape_turning()

    def _shape_turning(self) -> None:
        """Tilt the edges against the turning about the normal; the rows of turning are left out.

        As with sliding, its reference and its lift are the same and cancel.
        """
        data = self._data
        start = self._start[self._turning]
        one, two = start + _EDGES, start + _EDGES + 1
        arm_m = data.contact.friction[self._which[self._turning], 2]
        spin = (data.efc_vel[one] - data.efc_vel[two]) / (2 * arm_m)
        share = np.clip(spin / _SLOW_RAD_S, -1.0, 1.0)
        self._torque_m = -share * arm_m
        data.efc_D[one] = data.efc_D[two] = 0.0
        for row, part in zip(start.tolist(), share.tolist(), strict=True):
            block = self._block(row, _EDGES + 2)
            block[:_EDGES] -= part * (block[_EDGES] - block[_EDGES + 1]) / 2

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

    def correct(self) -> None:
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
        if not mujoco.mj_isSparse(model):
            jacobian = data.efc_J.reshape(data.nefc, model.nv)
            jacobian[rows] = change @ jacobian[rows]
            return
        for index, start in enumerate(self._start.tolist()):
            block = self._block(start, _EDGES)
            block[:] = change[index] @ block

    def _block(self, start: int, count: int) -> Array:
        """The Jacobian's rows from `start` on, a view; those of a contact have the same columns."""
        data, model = self._data, self._model
        width, begin = model.nv, start * model.nv
        if mujoco.mj_isSparse(model):
            width, begin = int(data.efc_J_rownnz[start]), int(data.efc_J_rowadr[start])
        flat: Array = data.efc_J.reshape(-1)
        return flat[begin : begin + count * width].reshape(count, width)

    def tell_forces(self) -> None:
        """Leave the forces as the elliptic cone would: normal, two tangents, turning."""
        data, start, rows = self._data, self._start, self._rows
        force = data.efc_force
        axes = force[rows] @ _TO_EDGES
        force[rows[:, :3]] = np.einsum("kij,ki->kj", self._axes, axes)
        force[start + 3] = 0.0
        if len(self._turning):
            row = start[self._turning]
            force[row + 3] = self._torque_m * force[row]
            force[row + _EDGES] = force[row + _EDGES + 1] = 0.0


def contact_rows(dimension: int, model: Any) -> int:
    """How many constraint rows a contact has within a step."""
    if dimension == 1 or model.opt.cone == ELLIPTIC:
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
