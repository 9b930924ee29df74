"""Sliding as in Gazebo: nothing is lifted by it, and friction may depend on the direction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import inf

import mujoco

from atelier_grader.engine.mujoco.flat import Flat
from atelier_grader.engine.mujoco.pyramid import ELLIPTIC, PYRAMID, FrictionPyramid
from atelier_grader.engine.mujoco.simulation import Simulation
from atelier_grader.sdf.collision import Collision
from atelier_grader.sdf.error import Unsupported

LOOK_PERIOD_S = 0.04
SLIDES_M_S = 2e-3

_STEP1, _STEP2 = mujoco.mj_step1, mujoco.mj_step2
_NO_ISLANDS = int(mujoco.mjtDisableBit.mjDSBL_ISLAND)


class SlidingFriction:
    """Makes each step: as MuJoCo does, or with Gazebo's friction while something slides.

    MuJoCo's friction is convex: a contact that slides at v parts at mu v, so that bodies hop.
    And its cone is round, where Gazebo bounds the force along each of two directions by its own
    coefficient. Rewriting the rows of the contacts puts both right, but takes as long as several
    steps; so it begins with the step in which contacts change or a drive jolts, or when a look
    finds a contact that slides, and ends when a look finds none. It is always on where a
    collision's `mu2` is not its `mu`.
    """

    def __init__(
        self, simulation: Simulation, hooks: Sequence[Callable[[], None]], moving: bool
    ) -> None:
        """`hooks` run in each step when its constraints are known.

        `moving` where one of them rewrites contacts itself: it then has all of them.
        """
        self._simulation, self._hooks = simulation, hooks
        self._model, self._data = simulation.model, simulation.data
        self._pyramid = FrictionPyramid(simulation.model, simulation.data, simulation.flat)
        self._moving = moving
        self._always = bool(_directed(simulation.flat)) and not moving
        self.look_steps = max(round(LOOK_PERIOD_S / simulation.model.opt.timestep), 1)
        self.engaged = not moving
        self._slip = 0.0

    def look(self) -> None:
        """After a step: does a contact slide?"""
        if self._always or self._moving:
            return
        if not self.engaged:
            self._slip = self._pyramid.elliptic_slip()
        self.engaged, self._slip = self._slip > SLIDES_M_S, 0.0

    def step(self) -> None:
        """One step of physics."""
        if self.engaged:
            self._whole_step()
            return
        model, data = self._model, self._data
        _STEP1(model, data)
        if data.ncon != self._simulation.contact_count and not self._moving:
            self.engaged, self._slip = True, inf
            self._whole_step()
            return
        for hook in self._hooks:
            hook()
        _STEP2(model, data)

    def _whole_step(self) -> None:
        model, data, pyramid = self._model, self._data, self._pyramid
        flags = model.opt.disableflags
        model.opt.disableflags = flags | _NO_ISLANDS
        model.opt.cone = PYRAMID
        mujoco.mj_step1(model, data)
        self._simulation.contact_count = data.ncon
        pyramid.select()
        if pyramid.found:
            pyramid.shape()
        for hook in self._hooks:
            hook()
        mujoco.mj_fwdActuation(model, data)
        mujoco.mj_fwdAcceleration(model, data)
        mujoco.mj_fwdConstraint(model, data)
        if pyramid.found:
            pyramid.correct()
            pyramid.tell_forces()
            self._slip = max(self._slip, pyramid.slip())
        mujoco.mj_implicit(model, data)
        model.opt.cone = ELLIPTIC
        model.opt.disableflags = flags


def undirected(flat: Flat) -> list[Unsupported]:
    """The collisions whose two coefficients differ, where a system rewrites the contacts."""
    note = "one coefficient a collision, the larger, in a world with belts or mecanum wheels"
    return [
        Unsupported(collision.place, "friction/mu2", False, note) for collision in _directed(flat)
    ]


def _directed(flat: Flat) -> list[Collision]:
    return [
        collision
        for link in flat.links.values()
        for collision in link.link.collisions
        if collision.surface.differs
    ]
