"""Older SDFormat as 1.7 means it: what sdformat changes when it reads an older file."""

from __future__ import annotations

from collections.abc import Iterator

from atelier_grader.sdf.reader import Element
from atelier_grader.sdf.tree import Node

RENAMED = "atelier:renamed"
"""The attribute that keeps the name of an element that had to give it up."""

_AXES = ("angular_velocity", "rate"), ("linear_acceleration", "accel")


def modernise(root: Node) -> None:
    """Change the tree of one file, whose root says which version it is, in place."""
    version = _version(root.get("version", ""))
    if not version or version >= (1, 7):
        return
    if version < (1, 5):
        _axes_in_model_frame(root)
    if version < (1, 6):
        _noise_by_axis(root)
    for holder in root.iter():
        if holder.tag in ("world", "model"):
            _rename(holder)


def list_renamed(element: Element) -> None:
    """List a joint or frame that had to give up its name."""
    old = element.node.get(RENAMED)
    if old is not None:
        new = element.attribute("name")
        element.unsupported(False, f"a sibling is named '{old}' too: here '{new}', as in Gazebo")


def _version(text: str) -> tuple[int, ...]:
    parts = text.split(".")
    return tuple(map(int, parts)) if all(part.isdigit() for part in parts) else ()


def _axes_in_model_frame(root: Node) -> None:
    for joint in root.iter("joint"):
        for tag in ("axis", "axis2"):
            for axis in joint.findall(tag):
                assert isinstance(axis, Node)
                if axis.find("use_parent_model_frame") is None:
                    axis.append(_node("use_parent_model_frame", axis, "true"))


def _noise_by_axis(root: Node) -> None:
    """An IMU had one noise for its rates and one for its accelerations."""
    for imu in root.iter("imu"):
        noise = imu.find("noise")
        if not isinstance(noise, Node):
            continue
        for tag, old in _AXES:
            source = noise.find(old)
            if source is None or imu.find(tag) is not None:
                continue
            group = _node(tag, noise)
            for name in "xyz":
                axis, own = _node(name, noise), _node("noise", noise)
                own.set("type", noise.findtext("type", "none").strip())
                own.extend(source.findall("*"))
                axis.append(own)
                group.append(axis)
            imu.append(group)
        imu.remove(noise)


def _rename(holder: object) -> None:
    """Siblings of different kinds could share a name; joints and frames give way."""
    assert isinstance(holder, Node)
    taken = {node.get("name") for node in _named(holder, "link", "model")}
    for kind in ("joint", "frame"):
        for node in _named(holder, kind):
            name = node.get("name", "")
            if name in taken:
                node.set(RENAMED, name)
                name = f"{name}_{kind}"
                node.set("name", name)
        taken |= {node.get("name") for node in _named(holder, kind)}


def _named(holder: Node, *kinds: str) -> Iterator[Node]:
    return (node for node in holder if isinstance(node, Node) and node.tag in kinds)


def _node(tag: str, like: Node, text: str = "") -> Node:
    node = Node(tag)
    node.place, node.text = like.place, text
    return node
