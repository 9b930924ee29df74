"""`<include merge="true">`: the contents of a model become those of the one that includes it."""

from __future__ import annotations

from atelier_grader.sdf.error import Place
from atelier_grader.sdf.frames import ROOT
from atelier_grader.sdf.reader import Element, Report
from atelier_grader.sdf.tree import Node

_DROPPED = (
    "pose",
    "placement_frame",
    "static",
    "self_collide",
    "enable_wind",
    "allow_auto_disable",
)


def merged(model: Node, place: Place, holder: str) -> list[Node]:
    """The model's elements for its new parent, and a frame that stands for its own frame.

    As sdformat 12 and later: the frame is named `_merged__<name>__model__`; what was posed in the
    model's frame is posed in it. Raises `SdfError`.
    """
    from atelier_grader.sdf.model import draft_model

    element = Element(model, Report())
    if holder != "model" and any(child.tag == "link" for child in model):
        raise element.error(f"has links, which cannot be merged into a <{holder}>")
    draft = draft_model(element)
    proxy = f"_merged__{draft.name}__model__"
    frame = Node("frame", {"name": proxy, "attached_to": draft.canonical_link})
    pose = Node("pose", {"rotation_format": "quat_xyzw"})
    pose.set("relative_to", draft.pose.relative_to or (ROOT if holder == "model" else "world"))
    w, x, y, z = draft.pose.transform.orientation.tolist()
    pose.text = " ".join(map(repr, [*draft.pose.transform.position.tolist(), x, y, z, w]))
    frame.place = pose.place = place
    frame.append(pose)
    kept = [child for child in model if isinstance(child, Node) and child.tag not in _DROPPED]
    for child in kept:
        _move(child, proxy)
    return [frame, *kept]


def _move(element: Node, proxy: str) -> None:
    """Name the proxy wherever the element means the frame of its old model."""
    if element.tag == "frame" and element.get("attached_to", ROOT) in ("", ROOT):
        element.set("attached_to", proxy)
    if element.tag in ("link", "model"):
        _pose(element).set("relative_to", _pose(element).get("relative_to") or proxy)
    if element.tag == "model":
        _replace(_pose(element), "relative_to", proxy)
        return
    for node in element.iter():
        _replace(node, "relative_to", proxy)
        _replace(node, "expressed_in", proxy)
        if node.tag in ("parent", "child") and (node.text or "").strip() == ROOT:
            node.text = proxy


def _replace(node: object, attribute: str, proxy: str) -> None:
    assert isinstance(node, Node)
    if node.get(attribute) == ROOT:
        node.set(attribute, proxy)


def _pose(element: Node) -> Node:
    """The element's <pose>, made where there is none."""
    found = element.find("pose")
    if found is None:
        found = Node("pose")
        found.place = element.place
        element.insert(0, found)
    assert isinstance(found, Node)
    return found
