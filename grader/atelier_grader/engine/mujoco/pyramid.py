"""Rewriting the constraint rows of contacts into Gazebo's friction, within one step."""

from __future__ import annotations

from typing import Any

import mujoco
import numpy as np
import numpy.typing as npt

from atelier_grader.engine.mujoco.flat import Flat
from atelier_grader.engine.mujoco.sliding_layout import EDGES, Array, Layout, Layouts
from atelier_grader.engine.mujoco.treatments import SOLIMP

PYRAMID, ELLIPTIC = mujoco.mjtCone.mjCONE_PYRAMIDAL, mujoco.mjtCone.mjCONE_ELLIPTIC

_SLOW_RAD_S = 0.1
# MuJoCo's rows are n + u, n - u, n + w, n - w; Gazebo's pyramid has its edges at the corners.
_TO_AXES = np.array([[0.25, 0.25, 0.25, 0.25], [0.5, -0.5, 0, 0], [0, 0, 0.5, -0.5]])
_TO_EDGES = np.array([[1.0, 1, 1], [1, 1, -1], [1, -1, 1], [1, -1, -1]])
_EDGES_OF_AXES, _SLIDING_OF_EDGES = _TO_EDGES.T, _TO_EDGES[:, 1:]
_STEEP = 0.5**0.5
_ALONG_NORMAL = 1e-6
_TRIES = 5
_FORESEEN_M_S = 1e-4


class FrictionPyramid:
    """The contacts with friction of the present step, of a model with pyramidal cones.

    In order: `select`, `shape` once the constraints are made, `correct` once they are solved,
    `tell_forces` before anybody reads them. All but the first only where `found`.
    """

    def __init__(self, model: Any, data: Any, flat: Flat) -> None:
        self._model, self._data = model, data
        self._layouts = Layouts(model, data, flat)
        self._layout: Layout | None = None
        self._step_share = model.opt.timestep / EDGES
        self._tolerance = _FORESEEN_M_S * (1.0 / model.opt.timestep)

    @property
    def found(self) -> bool:
        return self._layout is not None

    def elliptic_slip(self) -> float:
        """The fastest mu times slip, m/s, of the last step, which had elliptic cones."""
        self.select()
        layout = self._layout
        if layout is None:
            return 0.0
        velocity = self._data.efc_vel
        slip = np.hypot(velocity[layout.start + 1], velocity[layout.start + 2])
        slip *= layout.friction
        slip *= layout.grip
        return float(slip.max())

    def slip(self) -> float:
        """The same of a step that was made here. Casters, which always slide, do not count."""
        return float((np.maximum.reduce(self._after, 1) * self._contacts.grip).max())

    @property
    def _contacts(self) -> Layout:
        assert self._layout is not None
        return self._layout

    def select(self) -> None:
        """Find the contacts with friction, and their rows."""
        self._layout = self._layouts.present()

    def shape(self) -> None:
        """Turn each contact's rows into the edges of its pyramid, without its lift."""
        data, layout = self._data, self._contacts
        rows = layout.rows
        to_axes = self._find_axes(layout)
        velocity, aim = data.efc_vel, data.efc_aref
        speeds: Array = np.einsum("kij,kj->ki", to_axes, velocity[rows].reshape(-1, EDGES))
        self._slips = speeds[:, 1:]
        # MuJoCo raises the damping for soft rows; these are hardly soft.
        aims = -layout.damping[:, None] * speeds
        aims[:, 0] = np.add.reduce(aim[rows].reshape(-1, EDGES), 1) / EDGES * SOLIMP[1]
        data.efc_R[rows], data.efc_D[rows] = layout.softness, layout.stiffness
        self._change_jacobian(_TO_EDGES @ to_axes)
        velocity[rows] = (speeds @ _EDGES_OF_AXES).ravel()
        self._lift = self._next_lift(data.qacc_warmstart)
        aim[rows] = (aims @ _EDGES_OF_AXES - self._lift[:, None]).ravel()
        if len(layout.turning):
            self._shape_turning(layout)

    def _find_axes(self, layout: Layout) -> Array:
        """(k, 3, 4): from a contact's rows to its normal and its two directions of friction."""
        frames = self._layouts.frames(layout)
        cosine, sine = self._turn(layout, frames)
        self._axes = axes = np.zeros((len(cosine), 3, 3))
        axes[:, 0, 0] = 1.0
        turned = axes[:, 1:, 1:]
        turned[:, 0, 0] = turned[:, 1, 1] = cosine
        turned[:, 0, 1], turned[:, 1, 0] = sine, -sine
        turned *= layout.mu[:, :, None]
        scaled = axes.copy()
        scaled[:, 1:, 1:] /= layout.friction[:, None, None]
        to_axes: Array = scaled @ _TO_AXES
        return to_axes

    def _shape_turning(self, layout: Layout) -> None:
        """Tilt the edges against the turning about the normal; the rows of turning are left out.

        As with sliding, its reference and its lift are the same and cancel.
        """
        data = self._data
        start = layout.start[layout.turning]
        one, two = start + EDGES, start + EDGES + 1
        spin = (data.efc_vel[one] - data.efc_vel[two]) / (2 * layout.arm_m)
        share = np.clip(spin / _SLOW_RAD_S, -1.0, 1.0)
        self._torque_m = -share * layout.arm_m
        data.efc_D[one] = data.efc_D[two] = 0.0
        for row, part in zip(start.tolist(), share.tolist(), strict=True):
            block = self._block(row, EDGES + 2)
            block[:EDGES] -= part * (block[EDGES] - block[EDGES + 1]) / 2

    def _next_lift(self, acceleration: Array) -> Array:
        """How fast each contact would part for its sliding at the end of the step, in rows."""
        data, layout = self._data, self._contacts
        rates = np.empty(data.nefc)
        mujoco.mj_mulJacVec(self._model, data, rates, acceleration)
        gains = rates[layout.rows].reshape(-1, EDGES) @ _SLIDING_OF_EDGES
        gains *= self._step_share
        gains += self._slips
        self._after = np.abs(gains)
        lift: Array = layout.damping * np.add.reduce(self._after, 1)
        return lift

    def correct(self) -> None:
        """Solve again while the sliding is not what was foreseen; then contacts lift nothing."""
        model, data, rows = self._model, self._data, self._contacts.rows
        for _ in range(_TRIES):
            lift = self._next_lift(data.qacc)
            error = lift - self._lift
            if np.maximum.reduce(np.abs(error)) < self._tolerance:
                break
            aim = data.efc_aref
            aim[rows] -= error.repeat(EDGES)
            self._lift = lift
            mujoco.mj_fwdConstraint(model, data)

    def _turn(self, layout: Layout, frames: Array) -> tuple[Array, Array]:
        """Cosine and sine from each contact's first tangent to its first friction direction."""
        first = world_directions(frames[:, 0])
        for own, geoms, direction in layout.directed:
            turn = self._data.geom_xmat[geoms].reshape(-1, 3, 3)
            first[own] = np.einsum("kij,kj->ki", turn, direction)
        along, across = np.einsum("kij,kj->ik", frames[:, 1:], first)
        length = np.hypot(along, across)
        if np.minimum.reduce(length) < _ALONG_NORMAL:
            # A direction along the normal leaves MuJoCo's tangents as they are.
            none = length < _ALONG_NORMAL
            along[none] = length[none] = 1.0
            across[none] = 0.0
        return along / length, across / length

    def _change_jacobian(self, change: Array) -> None:
        """Multiply each contact's four rows by its own (4, 4) matrix."""
        data, model, layout = self._data, self._model, self._contacts
        if not mujoco.mj_isSparse(model):
            jacobian = data.efc_J.reshape(data.nefc, model.nv)
            blocks = jacobian[layout.rows].reshape(-1, EDGES, model.nv)
            jacobian[layout.rows] = (change @ blocks).reshape(-1, model.nv)
            return
        for index, start in enumerate(layout.start.tolist()):
            block = self._block(start, EDGES)
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
        layout, force = self._contacts, self._data.efc_force
        axes = force[layout.rows].reshape(-1, EDGES) @ _TO_EDGES
        told = np.zeros((len(axes), EDGES))
        told[:, :3] = np.einsum("kij,ki->kj", self._axes, axes)
        force[layout.rows] = told.ravel()
        if len(layout.turning):
            row = layout.start[layout.turning]
            force[row + 3] = self._torque_m * force[row]
            force[row + EDGES] = force[row + EDGES + 1] = 0.0


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
    flat: npt.NDArray[np.bool_] = np.abs(normals[:, 2]) <= _STEEP
    if flat.any():
        found[flat, 0], found[flat, 1], found[flat, 2] = -normals[flat, 1], normals[flat, 0], 0.0
    return found
