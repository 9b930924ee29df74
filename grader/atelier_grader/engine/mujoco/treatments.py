"""The contact treatments: where a literal conversion into MuJoCo's soft contacts would be wrong.

`docs/engine.md` gives the reasons and the measurements.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import mujoco
import numpy as np

from atelier_grader.sdf.collision import Surface
from atelier_grader.sdf.geometry import Cylinder, Ellipsoid, Geometry, Sphere
from atelier_grader.sdf.joint import Axis
from atelier_grader.sdf.pose import Transform

SOLIMP = (0.98, 0.99, 0.001, 0.5, 2.0)
BOUNCE_SOLIMP = (0.99, 0.99, 0.001, 0.5, 2.0)
EQUALITY_SOLIMP = (0.99, 0.999, 0.001, 0.5, 2.0)
IMPEDANCE_RATIO = 100.0
CCD_TOLERANCE_M = 1e-9
STIFFNESS_SHARE = 0.04
STOP_SHARE = 0.2
DRIVE_INERTIA_KG_M2 = 1000.0
MOTOR_SOLIMP = (0.9999, 0.9999, 0.001, 0.5, 2.0)
MAX_JOINT_SPEED = 1000.0
CASTER_FRICTION = 0.1
CASTER_SOFTNESS = 3.0

_ALONG = 0.95
_WHEEL_LENGTH_PER_RADIUS = 2.0
_MANY_DOFS = 100


def solref(step_s: float) -> tuple[float, float]:
    """Stiff and critically damped: the shortest time constant that the step allows."""
    return 2 * step_s, 1.0


def firm_solref(step_s: float) -> tuple[float, float]:
    """Direct stiffness and damping that stop an approach in one step, with hardly any rebound.

    A critically damped reference of two steps would throw bodies back at up to a quarter of
    their speed, because it takes out at once what a step has let in.
    """
    return -STIFFNESS_SHARE / step_s**2, -1.0 / step_s


def stop_solref(step_s: float) -> tuple[float, float]:
    """A joint's stop: what a step has let in, the next ones take out by a fifth each, as ODE."""
    return -STOP_SHARE / step_s**2, -1.0 / step_s


def contact_solref(step_s: float, geometry: Geometry, mu: float) -> tuple[float, float]:
    """Firm; softer for a caster: a sphere with hardly any friction.

    Rigid casters would take two thirds of a robot's weight from its driving wheels.
    """
    if isinstance(geometry, Sphere) and mu <= CASTER_FRICTION:
        time_constant_s, damping = solref(step_s)
        return time_constant_s * CASTER_SOFTNESS, damping
    return firm_solref(step_s)


def contact_dimension(surface: Surface) -> int:
    """How many directions a contact resists: normal, two of sliding, turning."""
    if surface.torsional_m > 0:
        return 4
    return 3 if surface.grip > 0 else 1


def bounce_solref(step_s: float, restitution: float) -> tuple[float, float]:
    """Direct stiffness and damping that turn an approach at v into a leave at restitution * v.

    MuJoCo sets the contact's acceleration to -damping * v: one step does it. The stiffness takes
    bodies at rest out of each other, slowly enough to add no speed.
    """
    share = min(0.004, (1 - restitution) / 4)
    return -share / step_s**2, -(1 + restitution) / step_s


def tune_solver(option: Any) -> None:
    """Newton with the true friction cone; friction stiffer than the normal direction.

    One dense island: these worlds have few moving bodies. Where shapes meet is found to
    `CCD_TOLERANCE_M`: for d too much, a wheel of radius r has its normal tilted by sqrt(2 d / r).
    """
    option.integrator = mujoco.mjtIntegrator.mjINT_IMPLICITFAST
    option.solver = mujoco.mjtSolver.mjSOL_NEWTON
    option.cone = mujoco.mjtCone.mjCONE_ELLIPTIC
    option.impratio = IMPEDANCE_RATIO
    option.ccd_tolerance = CCD_TOLERANCE_M
    option.jacobian = mujoco.mjtJacobian.mjJAC_DENSE
    option.disableflags |= int(mujoco.mjtDisableBit.mjDSBL_ISLAND)


def tune_size(model: Any) -> None:
    """Sparse matrices and separate islands where many bodies move: dense cost grows cubically."""
    if model.nv > _MANY_DOFS:
        model.opt.jacobian = mujoco.mjtJacobian.mjJAC_SPARSE
        model.opt.disableflags &= ~int(mujoco.mjtDisableBit.mjDSBL_ISLAND)


def friction_priorities(coefficients: Iterable[float]) -> dict[float, int]:
    """MuJoCo priorities by which each pair takes the smaller coefficient, as Gazebo does.

    MuJoCo takes the larger of two coefficients unless one geom has the higher priority.
    """
    ordered = sorted({*coefficients}, reverse=True)
    return {mu: rank for rank, mu in enumerate(ordered)}


def wheel_shape(geometry: Geometry, pose: Transform, axis: Axis, joint: Transform) -> Geometry:
    """An ellipsoid for a cylinder that rolls about its own axis; else the shape itself.

    A cylinder's patch of contact points scrubs when the vehicle turns; an ellipsoid of the same
    radius touches at one point. `pose` and `joint` are in the link frame. Cylinders longer than
    their diameter are rollers and keep their shape.
    """
    if not isinstance(geometry, Cylinder):
        return geometry
    if geometry.length_m > _WHEEL_LENGTH_PER_RADIUS * geometry.radius_m:
        return geometry
    along = pose.matrix[:, 2] @ (joint.matrix @ axis.direction)
    if abs(along) < _ALONG:
        return geometry
    radius_m = geometry.radius_m
    return Ellipsoid(np.array([radius_m, radius_m, geometry.length_m / 2]))
