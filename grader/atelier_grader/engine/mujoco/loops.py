"""Joints that close a loop: a tree of bodies moves, equality constraints hold the rest."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import mujoco
import numpy as np

from atelier_grader.engine.mujoco import treatments
from atelier_grader.engine.mujoco.flat import Flat, FlatJoint
from atelier_grader.engine.mujoco.joints import couple
from atelier_grader.sdf.error import SdfError
from atelier_grader.sdf.joint import WORLD, Axis
from atelier_grader.sdf.pose import Transform, Vector

Carrier = Callable[[str], tuple[Any, Transform]]
"""The body that carries a link, or the world, and the link's pose in it."""

MAX_CHAIN = 400
_ARM_M = 0.1


def split(flat: Flat) -> tuple[dict[str, FlatJoint], list[FlatJoint]]:
    """The joints of the tree by the link that they move, and those that close loops.

    A gearbox couples other joints and moves no link of its own. Raises `SdfError` on an unknown
    link.
    """
    tree: dict[str, FlatJoint] = {}
    closing: list[FlatJoint] = []
    for joint in flat.joints.values():
        for end in (joint.parent, joint.child):
            if end != WORLD and end not in flat.links:
                place = joint.joint.place
                raise SdfError(place, f"joint '{joint.name}': there is no link '{end}'")
        if joint.joint.type == "gearbox" or joint.child in tree or _above(tree, joint):
            closing.append(joint)
        else:
            tree[joint.child] = joint
    _refuse_long_chains(tree)
    return tree, closing


def _refuse_long_chains(tree: dict[str, FlatJoint]) -> None:
    depth: dict[str, int] = {}
    for start, joint in tree.items():
        path, link = [], start
        while link in tree and link not in depth:
            path.append(link)
            link = tree[link].parent
        count = depth.get(link, 0)
        for link in reversed(path):
            count += 1
            depth[link] = count
        if count > MAX_CHAIN:
            message = f"joint '{joint.name}': more than {MAX_CHAIN} joints in a row"
            raise SdfError(joint.joint.place, message)


def _above(tree: dict[str, FlatJoint], joint: FlatJoint) -> bool:
    """The joint's child carries its parent already."""
    link = joint.parent
    while link in tree:
        if link == joint.child:
            return True
        link = tree[link].parent
    return link == joint.child


def close(
    spec: Any, flat: Flat, joint: FlatJoint, tree: dict[str, FlatJoint], carrier: Carrier,
    step_s: float,
) -> None:  # fmt: skip
    """Add the constraints of a joint that is not in the tree. Raises `SdfError` where none fits."""
    kind, place = joint.joint.type, joint.joint.place
    if kind == "gearbox":
        _gearbox(spec, flat, joint, tree, step_s)
        return
    pose = joint.joint.pose
    anchors = [pose.position]
    if kind in ("revolute", "continuous"):
        assert joint.joint.axis is not None
        along = pose.matrix @ joint.joint.axis.direction
        anchors = [pose.position - _ARM_M * along, pose.position + _ARM_M * along]
    elif kind not in ("ball", "fixed"):
        other = tree[joint.child].name if joint.child in tree else joint.parent
        message = f"joint '{joint.name}' closes a loop with '{other}'"
        raise SdfError(place, f"{message}; expected revolute, ball or fixed there, got {kind}")
    child, offset = carrier(joint.child)
    parent, _ = carrier(joint.parent)
    if kind == "fixed":
        # Without a pose in its data, a weld holds that of time 0.
        made = _equality(spec, mujoco.mjtEq.mjEQ_WELD, parent, child, step_s)
        data = [0.0] * len(made.data)
        data[10] = 1.0
        made.data = data
        return
    for anchor in anchors:
        made = _equality(spec, mujoco.mjtEq.mjEQ_CONNECT, child, parent, step_s)
        data = [0.0] * len(made.data)
        data[:3] = (offset.position + offset.matrix @ anchor).tolist()
        made.data = data


def _equality(spec: Any, kind: Any, one: Any, two: Any, step_s: float) -> Any:
    made = spec.add_equality(type=kind, name1=one.name, name2=two.name)
    made.objtype = mujoco.mjtObj.mjOBJ_BODY
    made.solref = treatments.solref(step_s)
    made.solimp = treatments.EQUALITY_SOLIMP
    return made


def _gearbox(
    spec: Any, flat: Flat, joint: FlatJoint, tree: dict[str, FlatJoint], step_s: float
) -> None:
    gear = joint.joint
    assert gear.axis is not None
    assert gear.axis2 is not None
    scope = joint.name.removesuffix(gear.name)
    frame = flat.links[joint.child].pose.matrix @ gear.pose.matrix
    names, signs = [], []
    for link, axis in ((joint.parent, gear.axis), (joint.child, gear.axis2)):
        moved = tree.get(link)
        if moved is None or moved.parent != scope + gear.reference or moved.joint.axis is None:
            message = f"gearbox '{joint.name}' needs a joint from '{gear.reference}' to '{link}'"
            raise SdfError(gear.place, f"{message}, has none")
        names.append(moved.name)
        signs.append(_sign(frame @ axis.direction, flat, moved, moved.joint.axis))
    ratio = -gear.ratio * signs[0] * signs[1]
    couple(spec, names[1], names[0], ratio, 0.0, step_s)


def _sign(direction: Vector, flat: Flat, moved: FlatJoint, axis: Axis) -> float:
    turn = flat.links[moved.child].pose.matrix @ moved.joint.pose.matrix
    return 1.0 if float(np.dot(direction, turn @ axis.direction)) >= 0 else -1.0
