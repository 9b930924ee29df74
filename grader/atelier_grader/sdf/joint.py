"""Joints between links."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import inf, pi

import numpy as np

from atelier_grader.sdf.convert import list_renamed
from atelier_grader.sdf.error import Place, nearest
from atelier_grader.sdf.frames import Scope
from atelier_grader.sdf.pose import Transform, Vector
from atelier_grader.sdf.reader import Element
from atelier_grader.sdf.sensor import Sensor, read_sensor

_AXES = {
    "fixed": 0,
    "ball": 0,
    "revolute": 1,
    "continuous": 1,
    "prismatic": 1,
    "screw": 1,
    "universal": 2,
    "revolute2": 2,
    "gearbox": 2,
}
TYPES = tuple(_AXES)
WORLD = "world"


@dataclass(frozen=True)
class Mimic:
    """The axis stands at multiplier * (leader - reference) + offset; `leader` is a joint."""

    leader: str
    leader_axis: str
    multiplier: float
    offset: float
    reference: float
    place: Place


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
    mimic: Mimic | None = None


@dataclass(frozen=True)
class Joint:
    """`pose` is in the child link's frame; `parent` is a link of this model, or `world`.

    `pitch_m` is a screw's advance in one turn, right-handed. A gearbox holds the angles from its
    `reference` link: that of the child about `axis2` is -`ratio` times that of the parent about
    `axis`. Poses of `sensors` are in the joint's frame.
    """

    name: str
    type: str
    parent: str
    child: str
    pose: Transform
    axis: Axis | None
    place: Place
    axis2: Axis | None = None
    pitch_m: float = 0.0
    ratio: float = 1.0
    reference: str = ""
    sensors: tuple[Sensor, ...] = ()


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
    damping, friction, stiffness, reference = values
    return Axis(direction, lower, upper, effort, velocity, max(damping, 0.0), max(friction, 0.0),
                stiffness, reference, _read_mimic(element))  # fmt: skip


def _read_mimic(element: Element) -> Mimic | None:
    mimic = element.child("mimic")
    if mimic is None:
        return None
    return Mimic(
        mimic.attribute("joint"),
        mimic.node.get("axis", "axis"),
        mimic.number("multiplier", 1.0),
        mimic.number("offset", 0.0),
        mimic.number("reference", 0.0),
        mimic.place,
    )


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
    list_renamed(element)
    if joint_type not in TYPES:
        raise element.error(f"type '{joint_type}' is not supported{nearest(joint_type, TYPES)}")
    parent, child = _end(element, "parent", scope), _end(element, "child", scope)
    if child == WORLD:
        raise element.error("<child> expected a link, got 'world'")
    if parent == child:
        raise element.error(f"joins '{child}' with itself")
    axes = [_axis(element, tag, scope, name) for tag in ("axis", "axis2")[: _AXES[joint_type]]]
    if joint_type == "continuous":
        axes = [replace(axes[0], lower=-inf, upper=inf)]
    pose = scope.pose(child, element.place).inverse() @ scope.pose(name, element.place)
    reference = ""
    if joint_type == "gearbox":
        reference = scope.link_of(element.text("gearbox_reference_body"), element.place)
    return Joint(
        name,
        joint_type,
        parent,
        child,
        pose,
        axes[0] if axes else None,
        element.place,
        axes[1] if len(axes) > 1 else None,
        _pitch(element) if joint_type == "screw" else 0.0,
        element.number("gearbox_ratio", 1.0) if joint_type == "gearbox" else 1.0,
        reference,
        tuple(read_sensor(sensor, name, scope) for sensor in element.children("sensor")),
    )


def _axis(element: Element, tag: str, scope: Scope, joint: str) -> Axis:
    found = element.child(tag)
    if found is None:
        element.unsupported(True, f"no <{tag}>: along z and without limits, as in Gazebo")
        return Axis(np.array([0.0, 0.0, 1.0]))
    return _read_axis(found, scope, joint)


def _pitch(element: Element) -> float:
    """Metres a turn. The older <thread_pitch> is in rad/m, and left-handed."""
    old = element.number("thread_pitch", 0.0)
    if element.child("screw_thread_pitch") is not None or not old:
        return element.number("screw_thread_pitch", 1.0)
    return -2 * pi / old
