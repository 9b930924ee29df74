"""SDF joints as MuJoCo joints and equality constraints."""

from __future__ import annotations

from math import isfinite, pi
from typing import Any

import mujoco

from atelier_grader.engine.mujoco import treatments
from atelier_grader.engine.mujoco.flat import FlatJoint
from atelier_grader.sdf.error import SdfError, nearest
from atelier_grader.sdf.joint import Axis

SECOND = "::axis2"
"""What the name of a joint's second degree of freedom ends in."""

_HINGE, _SLIDE = mujoco.mjtJoint.mjJNT_HINGE, mujoco.mjtJoint.mjJNT_SLIDE
_LOCKED_RAD = 1e-9


def add_joint(spec: Any, body: Any, flat: FlatJoint, step_s: float, driven: bool) -> None:
    """Give `body` the degrees of freedom of a joint: none, one, two, or three."""
    joint = flat.joint
    if joint.type == "fixed":
        return
    if joint.type == "ball":
        body.add_joint(name=flat.name, type=mujoco.mjtJoint.mjJNT_BALL, pos=joint.pose.position)
        return
    assert joint.axis is not None
    kind = _SLIDE if joint.type == "prismatic" else _HINGE
    first = _add(body, flat, flat.name, kind, joint.axis, step_s)
    if driven:
        first.armature = treatments.DRIVE_INERTIA_KG_M2
    if joint.axis2 is not None:
        _add(body, flat, flat.name + SECOND, _HINGE, joint.axis2, step_s)
    if joint.type == "screw":
        along = Axis(joint.axis.direction)
        _add(body, flat, flat.name + SECOND, _SLIDE, along, step_s)
        couple(spec, flat.name + SECOND, flat.name, joint.pitch_m / (2 * pi), 0.0, step_s)


def _add(body: Any, flat: FlatJoint, name: str, kind: Any, axis: Axis, step_s: float) -> Any:
    pose = flat.joint.pose
    made = body.add_joint(name=name, type=kind, pos=pose.position)
    made.axis = pose.matrix @ axis.direction
    made.damping[0] = axis.damping
    made.frictionloss = axis.friction
    made.stiffness[0] = axis.spring_stiffness
    made.springref = axis.spring_reference
    made.solref_limit = treatments.stop_solref(step_s)
    made.solimp_limit = made.solimp_friction = treatments.MOTOR_SOLIMP
    made.solref_friction = treatments.solref(step_s)
    if isfinite(axis.lower) or isfinite(axis.upper):
        made.limited = mujoco.mjtLimited.mjLIMITED_TRUE
        lower, upper = max(axis.lower, -1e6), min(axis.upper, 1e6)
        made.range = [lower, max(upper, lower + _LOCKED_RAD)]
    return made


def couple(
    spec: Any, follower: str, leader: str, ratio: float, offset: float, step_s: float
) -> None:
    """Hold follower = offset + ratio * leader."""
    equality = spec.add_equality(type=mujoco.mjtEq.mjEQ_JOINT, name1=follower, name2=leader)
    equality.objtype = mujoco.mjtObj.mjOBJ_JOINT
    data = [0.0] * len(equality.data)
    data[0], data[1] = offset, ratio
    equality.data = data
    equality.solref = treatments.solref(step_s)
    equality.solimp = treatments.EQUALITY_SOLIMP


def add_mimics(spec: Any, joints: dict[str, FlatJoint], moving: set[str], step_s: float) -> None:
    """Couple the axes of `joints` that mimic another; `moving` are those with own coordinates.

    Raises `SdfError` where the leader is unknown.
    """
    for flat in joints.values():
        for suffix, axis in (("", flat.joint.axis), (SECOND, flat.joint.axis2)):
            if axis is None or axis.mimic is None:
                continue
            mimic = axis.mimic
            scope = flat.name.removesuffix(flat.joint.name)
            leader = scope + mimic.leader
            if leader not in moving or flat.name not in moving:
                names = [name.removeprefix(scope) for name in moving if name.startswith(scope)]
                hint = nearest(mimic.leader, names)
                message = f"joint '{flat.name}' mimics '{mimic.leader}', which is not a joint of it"
                raise SdfError(mimic.place, message + hint)
            if mimic.leader_axis == "axis2":
                leader += SECOND
            offset = mimic.offset - mimic.multiplier * mimic.reference
            couple(spec, flat.name + suffix, leader, mimic.multiplier, offset, step_s)
