"""An <actor>: a person or vehicle that follows a script; nothing stops it."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass

from atelier_grader.sdf.error import Place, SdfError
from atelier_grader.sdf.frames import read_pose
from atelier_grader.sdf.pose import Transform
from atelier_grader.sdf.reader import Element
from atelier_grader.sdf.tree import Node
from atelier_grader.sdf.uri import Locator

LINK = "body"


@dataclass(frozen=True)
class Waypoint:
    """`time_s` counts from the trajectory's start; `pose` is relative to the actor's own pose."""

    time_s: float
    pose: Transform


@dataclass(frozen=True)
class Trajectory:
    """Waypoints in order of time, at least one; `tension` in [0, 1], 1 gives straight stops."""

    waypoints: tuple[Waypoint, ...]
    tension: float

    @property
    def duration_s(self) -> float:
        return self.waypoints[-1].time_s


@dataclass(frozen=True)
class Actor:
    """`trajectories` follow each other; `origin` is the actor's pose in the world."""

    name: str
    trajectories: tuple[Trajectory, ...]
    loop: bool
    delay_s: float
    origin: Transform
    place: Place


def read_actor(element: Element, origin: Transform) -> Actor:
    """Raises `SdfError` on a bad waypoint."""
    script = element.child("script")
    trajectories = []
    if script is not None:
        script.flag("auto_start", True)
        trajectories = [_read_trajectory(each) for each in script.children("trajectory")]
    return Actor(
        element.attribute("name"),
        tuple(each for each in trajectories if each is not None),
        script is None or script.flag("loop", True),
        0.0 if script is None else script.number("delay_start", 0.0, 0.0),
        origin,
        element.place,
    )


def _read_trajectory(element: Element) -> Trajectory | None:
    """None without waypoints. Its clock starts at the first of them, as Gazebo's does."""
    found: dict[float, Transform] = {}
    for waypoint in element.children("waypoint"):
        found[waypoint.number("time", minimum=0.0)] = read_pose(waypoint).transform
    if not found:
        return None
    first = min(found)
    waypoints = tuple(Waypoint(time - first, found[time]) for time in sorted(found))
    return Trajectory(waypoints, min(max(element.number("tension", 0.0), 0.0), 1.0))


def actor_as_model(element: Element, locator: Locator) -> Element:
    """The actor as a model of one link that shows its skin."""
    model = _node("model", element.place, name=element.attribute("name"))
    pose = element.child("pose")
    if pose is not None:
        model.append(deepcopy(pose.node))
    link = _node("link", element.place, name=LINK)
    model.append(link)
    skin = element.child("skin")
    if skin is not None:
        _add_skin(link, skin, locator)
    if element.children("animation"):
        element.unsupported(False, "its skin moves as a whole: limbs keep their pose")
    return Element(model, element.report)


def _add_skin(link: Node, skin: Element, locator: Locator) -> None:
    uri, scale = skin.text("filename"), skin.number("scale", 1.0)
    try:
        locator.find(uri, skin.place)
    except SdfError as error:
        skin.unsupported(False, f"the actor is not seen: {error.message}")
        return
    mesh = _node("mesh", skin.place)
    for tag, text in (("uri", uri), ("scale", f"{scale} {scale} {scale}")):
        child = _node(tag, skin.place)
        child.text = text
        mesh.append(child)
    visual, geometry = _node("visual", skin.place, name="skin"), _node("geometry", skin.place)
    geometry.append(mesh)
    visual.append(geometry)
    link.append(visual)


def _node(tag: str, place: Place, **attributes: str) -> Node:
    node = Node(tag, attributes)
    node.place = place
    return node
