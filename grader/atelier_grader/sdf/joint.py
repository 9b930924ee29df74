"""Joints between links."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

import numpy as np

from atelier_grader.sdf.error import Place, nearest
from atelier_grader.sdf.frames import Scope
from atelier_grader.sdf.pose import Transform, Vector
from atelier_grader.sdf.reader import Element

TYPES = ("fixed", "revolute", "continuous", "prismatic", "ball")
WORLD = "world"


@dataclass(frozen=True)
class Axis:
    """`direction` is a unit vector (3,) in the joint frame; rad and N m, or m and N."""

    direction: Vector
    lower: float = -inf
    upper: float = inf
    effort: float = inf
    velocity: float = inf
    damping: float = 0.0
    friction: float = 0.0
    spring_stiffness: float = 0.0
    spring_reference: float = 0.0


@dataclass(frozen=True)
class Joint:
    """`pose` is in the child link's frame; `parent` is a link of this model, or `world`."""

    name: str
    type: str
    parent: str
    child: str
    pose: Transform
    axis: Axis | None
    place: Place


def _read_axis(element: Element, scope: Scope, joint: str) -> Axis:
    xyz = element.child("xyz")
    direction = np.array([0.0, 0.0, 1.0])
    if xyz is not None:
        direction = xyz.value(3)
        norm = float(np.linalg.norm(direction))
        if norm < 1e-9:
            raise element.error("<xyz> expected a direction, got zero")
        direction = direction / norm
        frame = xyz.node.get("expressed_in", "")
        if frame and frame != joint:
            here = scope.pose(joint, xyz.place).matrix
            direction = here.T @ scope.pose(frame, xyz.place).matrix @ direction
    if element.flag("use_parent_model_frame", False):
        direction = scope.pose(joint, element.place).matrix.T @ direction
    limit, dynamics = element.child("limit"), element.child("dynamics")
    lower, upper, effort, velocity = -inf, inf, inf, inf
    if limit is not None:
        lower = limit.number("lower", -inf)
        upper = limit.number("upper", inf)
        # As in Gazebo: beyond 1e16 there is no limit; a negative effort or velocity sets none.
        lower = -inf if lower <= -1e16 else lower
        upper = inf if upper >= 1e16 else upper
        effort, velocity = (_bound(limit, tag) for tag in ("effort", "velocity"))
        if lower > upper:
            raise limit.error(f"<lower> {lower:g} is over <upper> {upper:g}")
        for tag in ("stiffness", "dissipation"):
            limit.number(tag, inf)
    values = [
        0.0 if dynamics is None else dynamics.number(tag, 0.0)
        for tag in ("damping", "friction", "spring_stiffness", "spring_reference")
    ]
    return Axis(direction, lower, upper, effort, velocity, *values)


def _bound(limit: Element, tag: str) -> float:
    value = limit.number(tag, inf)
    return inf if value < 0 else value


def _end(element: Element, tag: str, scope: Scope) -> str:
    child = element.child(tag)
    if child is None:
        raise element.error(f"needs a <{tag}>, has none")
    # SDFormat before 1.10 allowed <parent><link_name>; all that is common writes the name.
    name = (child.node.text or "").strip()
    return WORLD if name == WORLD else scope.link_of(name, child.place)


def read_joint(element: Element, scope: Scope) -> Joint:
    """The joint's frame must be in `scope`. Raises `SdfError` on a type that is not supported."""
    name, joint_type = element.attribute("name"), element.attribute("type")
    if joint_type not in TYPES:
        raise element.error(f"type '{joint_type}' is not supported{nearest(joint_type, TYPES)}")
    parent, child = _end(element, "parent", scope), _end(element, "child", scope)
    if child == WORLD:
        raise element.error("<child> expected a link, got 'world'")
    if parent == child:
        raise element.error(f"joins '{child}' with itself")
    axis_element = element.child("axis")
    axis = None
    if joint_type in ("revolute", "continuous", "prismatic"):
        if axis_element is None:
            raise element.error(f"a {joint_type} joint needs an <axis>, has none")
        axis = _read_axis(axis_element, scope, name)
        if joint_type == "continuous":
            axis = Axis(axis.direction, -inf, inf, axis.effort, axis.velocity, axis.damping,
                        axis.friction, axis.spring_stiffness, axis.spring_reference)  # fmt: skip
    pose = scope.pose(child, element.place).inverse() @ scope.pose(name, element.place)
    return Joint(name, joint_type, parent, child, pose, axis, element.place)
