"""Models and links."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from atelier_grader.sdf.collision import Collision, read_collision
from atelier_grader.sdf.convert import list_renamed
from atelier_grader.sdf.error import Place, SdfError, nearest
from atelier_grader.sdf.frames import ROOT, RawPose, Scope, read_pose
from atelier_grader.sdf.inertial import AutoInertial, Inertial, read_inertial
from atelier_grader.sdf.joint import Joint, read_joint
from atelier_grader.sdf.light import Light, read_light
from atelier_grader.sdf.plugin import Plugin, read_plugin
from atelier_grader.sdf.pose import Transform
from atelier_grader.sdf.reader import Element
from atelier_grader.sdf.sensor import Sensor, read_sensor
from atelier_grader.sdf.tree import Node
from atelier_grader.sdf.uri import Locator, RemoteError
from atelier_grader.sdf.visual import Visual, read_visual

_Shaped = TypeVar("_Shaped", Collision, Visual)


@dataclass(frozen=True)
class Link:
    """`pose` is in the model frame."""

    name: str
    pose: Transform
    inertial: Inertial | AutoInertial
    collisions: tuple[Collision, ...]
    visuals: tuple[Visual, ...]
    sensors: tuple[Sensor, ...]
    lights: tuple[Light, ...]
    gravity: bool
    kinematic: bool
    place: Place


@dataclass(frozen=True)
class Frame:
    """A named <frame>: fixed to `link`, `pose` in the model frame."""

    name: str
    link: str
    pose: Transform


@dataclass(frozen=True)
class Model:
    """`pose` is in the parent model or the world; `canonical_link` may be a nested `a::b`."""

    name: str
    static: bool
    self_collide: bool
    pose: Transform
    canonical_link: str
    links: tuple[Link, ...]
    joints: tuple[Joint, ...]
    frames: tuple[Frame, ...]
    models: tuple[Model, ...]
    plugins: tuple[Plugin, ...]
    place: Place


@dataclass(frozen=True)
class DraftModel:
    """A model whose own frames are known; where it stands in its parent is not yet."""

    element: Element
    name: str
    scope: Scope
    pose: RawPose
    nested: tuple[DraftModel, ...]
    canonical_link: str


def draft_models(holder: Element) -> tuple[DraftModel, ...]:
    """First pass over the models of a world or model; one without links is listed and left out."""
    for include in holder.children("include"):
        uri = include.text("uri")
        include.left_out(f"'{uri}' is on another machine: not fetched, left out")
    drafts = []
    for child in holder.children("model"):
        if _has_links(child.node):
            drafts.append(draft_model(child))
        elif child.node.find("include") is not None:
            uris = ", ".join(i.text("uri") for i in child.children("include"))
            child.left_out(f"all of it is on another machine: {uris}")
        elif _is_static(child.node):
            child.unsupported(child.node.find("plugin") is None, "static and without links")
            child.report.forget(child.node)
        else:
            raise child.error("needs a <link>, has none")
    return tuple(drafts)


def _has_links(model: Node) -> bool:
    return any(
        child.tag == "link" or (child.tag == "model" and _has_links(child))
        for child in model
        if isinstance(child, Node)
    )


def _is_static(model: Node) -> bool:
    """A model without links, or all that it is made of."""
    parts = [part for part in model.findall("model") if isinstance(part, Node)]
    own = model.findtext("static", "").strip().lower() in ("true", "1")
    return own or (bool(parts) and all(_is_static(part) for part in parts))


def draft_model(element: Element) -> DraftModel:
    """First pass: collect every frame, so that poses may refer to later elements."""
    name = element.attribute("name")
    scope = Scope(f"model '{name}'")
    nested = draft_models(element)
    link_names = []
    for link in element.children("link"):
        link_names.append(link.attribute("name"))
        scope.add(link_names[-1], read_pose(link), ROOT)
    for draft in nested:
        scope.nest(draft.name, draft.scope)
        scope.add(draft.name, draft.pose, ROOT, f"{draft.name}::{draft.canonical_link}")
    for joint in element.children("joint"):
        child = joint.text("child")
        scope.add(joint.attribute("name"), read_pose(joint), child, child)
    canonical = _canonical(element, link_names, nested)
    scope.canonical = canonical
    for frame in element.children("frame"):
        attached = frame.node.get("attached_to", "")
        base = attached if attached not in ("", ROOT) else ROOT
        holder = canonical if base == ROOT else attached
        scope.add(frame.attribute("name"), read_pose(frame), base, holder)
    scope.link_of(canonical, element.place)
    raw = read_pose(element)
    placement = element.node.get("placement_frame") or element.text("placement_frame", "")
    if placement:
        offset = scope.pose(placement, element.place).inverse()
        raw = RawPose(raw.transform @ offset, raw.relative_to, raw.place)
    return DraftModel(element, name, scope, raw, nested, canonical)


def _canonical(element: Element, links: list[str], nested: tuple[DraftModel, ...]) -> str:
    wanted = element.node.get("canonical_link", "")
    if wanted:
        if wanted not in links and "::" not in wanted:
            hint = nearest(wanted, links)
            raise element.error(f"canonical_link '{wanted}' is not a link of it{hint}")
        return wanted
    if links:
        return links[0]
    if nested:
        return f"{nested[0].name}::{nested[0].canonical_link}"
    raise element.error("needs a <link>, has none")


def finish_model(
    draft: DraftModel, pose: Transform, locator: Locator, static: bool = False
) -> Model:
    """Second pass: resolve every pose. A model inside a static one is static."""
    element, scope = draft.element, draft.scope
    static = element.flag("static", False) or static
    return Model(
        draft.name,
        static,
        element.flag("self_collide", False),
        pose,
        draft.canonical_link,
        tuple(_read_link(link, scope, locator) for link in element.children("link")),
        tuple(read_joint(joint, scope) for joint in element.children("joint")),
        tuple(_frame(frame, scope) for frame in element.children("frame")),
        tuple(
            finish_model(child, scope.pose(child.name, child.element.place), locator, static)
            for child in draft.nested
        ),
        tuple(read_plugin(plugin) for plugin in element.children("plugin")),
        element.place,
    )


def _frame(element: Element, scope: Scope) -> Frame:
    name = element.attribute("name")
    list_renamed(element)
    return Frame(name, scope.link_of(name, element.place), scope.pose(name, element.place))


def _read_link(element: Element, scope: Scope, locator: Locator) -> Link:
    name = element.attribute("name")
    collisions = _shapes(element, "collision", name, scope, locator, read_collision)
    visuals = _shapes(element, "visual", name, scope, locator, read_visual)
    sensors = element.children("sensor")
    _require_different(sensors)
    return Link(
        name,
        scope.pose(name, element.place),
        read_inertial(element.child("inertial")),
        collisions,
        visuals,
        tuple(read_sensor(sensor, name, scope) for sensor in sensors),
        tuple(read_light(light, name, scope) for light in element.children("light")),
        element.flag("gravity", True),
        element.flag("kinematic", False),
        element.place,
    )


def _shapes(
    link: Element,
    tag: str,
    name: str,
    scope: Scope,
    locator: Locator,
    read: Callable[[Element, str, Scope, Locator], _Shaped | None],
) -> tuple[_Shaped, ...]:
    """The collisions or visuals of a link; those whose file is on another machine are listed."""
    elements = link.children(tag)
    _require_different(elements)
    found = []
    for element in elements:
        try:
            shape = read(element, name, scope, locator)
        except RemoteError as error:
            element.left_out(error.message)
            continue
        if shape is not None:
            found.append(shape)
    return tuple(found)


def _require_different(elements: list[Element]) -> None:
    seen = set()
    for element in elements:
        name = element.attribute("name")
        if name in seen:
            tag = element.node.tag
            raise SdfError(element.place, f"a second {tag} '{name}'; names must differ")
        seen.add(name)
