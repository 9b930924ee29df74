"""A world: the typed form of one SDF file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from atelier_grader.sdf.actor import Actor, actor_as_model, read_actor
from atelier_grader.sdf.convert import list_renamed
from atelier_grader.sdf.error import Place, SdfError, Unsupported
from atelier_grader.sdf.frames import Scope, read_pose
from atelier_grader.sdf.include import read_text, read_tree
from atelier_grader.sdf.joint import Joint, read_joint
from atelier_grader.sdf.light import Light, read_light
from atelier_grader.sdf.model import Model, draft_model, draft_models, finish_model
from atelier_grader.sdf.plugin import Plugin, read_plugin
from atelier_grader.sdf.pose import Vector
from atelier_grader.sdf.reader import Element, Report
from atelier_grader.sdf.surroundings import Surroundings, read_surroundings
from atelier_grader.sdf.tree import Node
from atelier_grader.sdf.uri import Locator
from atelier_grader.sdf.visual import Colour, read_colour

_MIN_STEP_S, _MAX_STEP_S = 1e-6, 1.0


@dataclass(frozen=True)
class World:
    """`unsupported` lists what was read without effect; sensors and plugins add their own.

    `joints` are those between models: their links are named `model::link`. Each of `actors` is one
    of the `models` as well.
    """

    name: str
    step_s: float
    gravity: Vector
    ambient: Colour
    background: Colour
    models: tuple[Model, ...]
    lights: tuple[Light, ...]
    plugins: tuple[Plugin, ...]
    unsupported: list[Unsupported]
    place: Place
    joints: tuple[Joint, ...] = ()
    surroundings: Surroundings = field(default_factory=Surroundings)
    actors: tuple[Actor, ...] = ()


def load(path: Path, search_paths: Sequence[Path] = ()) -> World:
    """Read a world file. Raises `SdfError` with file and line."""
    return build_world(read_tree(path, search_paths), search_paths)


def parse(text: str, base: Path = Path(), search_paths: Sequence[Path] = ()) -> World:
    """Read a world from a string; relative paths are looked for in the folder `base`."""
    return build_world(read_text(text, base, search_paths), search_paths)


def build_world(
    tree: Node, search_paths: Sequence[Path] = (), report: Report | None = None
) -> World:
    """The typed world of a tree from `read_tree`, edited or not. Raises `SdfError`.

    `report` learns what was read; a new one where none is given.
    """
    report = report or Report()
    root = Element(tree, report)
    if tree.tag != "sdf":
        raise SdfError(tree.place, f"expected <sdf>, got <{tree.tag}>")
    element = root.child("world")
    if element is None:
        raise SdfError(tree.place, f"expected a <world>, has none{_instead(tree)}")
    locator = Locator(search_paths)
    scope = Scope(f"world '{element.attribute('name')}'", "world")
    actors = element.children("actor")
    shown = [draft_model(actor_as_model(actor, locator)) for actor in actors]
    drafts = (*draft_models(element), *shown)
    for draft in drafts:
        scope.nest(draft.name, draft.scope)
        scope.add(draft.name, draft.pose, "world", f"{draft.name}::{draft.canonical_link}")
    for joint in element.children("joint"):
        child = joint.text("child")
        scope.add(joint.attribute("name"), read_pose(joint), child, child)
    for frame in element.children("frame"):
        attached = frame.node.get("attached_to", "") or "world"
        scope.add(frame.attribute("name"), read_pose(frame), attached, attached)
    for frame in element.children("frame"):
        list_renamed(frame)
        scope.pose(frame.attribute("name"), frame.place)
        scope.link_of(frame.attribute("name"), frame.place)
    scene = element.child("scene")
    physics = _default(element.children("physics"))
    step_s = 0.001 if physics is None else physics.number("max_step_size", 0.001)
    if not _MIN_STEP_S <= step_s <= _MAX_STEP_S:
        bounds = f"{_MIN_STEP_S:g} to {_MAX_STEP_S:g} s"
        raise element.error(f"<max_step_size> expected {bounds}, got {step_s:g}")
    if scene is None:
        ambient, background = (0.4, 0.4, 0.4, 1.0), (0.7, 0.7, 0.7, 1.0)
    else:
        ambient = read_colour(scene, "ambient", "0.4 0.4 0.4 1")
        background = read_colour(scene, "background", "0.7 0.7 0.7 1")
    models = tuple(
        finish_model(draft, scope.pose(draft.name, draft.element.place), locator)
        for draft in drafts
    )
    lights = tuple(read_light(light, "world", scope) for light in element.children("light"))
    plugins = tuple(read_plugin(plugin) for plugin in element.children("plugin"))
    gravity = element.vector("gravity", 3, _old_gravity(physics))
    surroundings = read_surroundings(element)
    joints = tuple(read_joint(joint, scope) for joint in element.children("joint"))
    scripts = [
        read_actor(actor, scope.pose(actor.attribute("name"), actor.place)) for actor in actors
    ]
    return World(
        element.attribute("name"),
        step_s,
        gravity,
        ambient,
        background,
        models,
        lights,
        plugins,
        report.unsupported(),
        element.place,
        joints,
        surroundings,
        tuple(scripts),
    )


def _instead(tree: Node) -> str:
    """What the file holds in place of a world."""
    found = next((child for child in tree if child.tag in ("model", "actor", "light")), None)
    if not isinstance(found, Node):
        return ""
    return f"; this file holds a {found.name}: <include> it in a world"


def _default(profiles: list[Element]) -> Element | None:
    """The physics profile that Gazebo chooses: the default one, else the first."""
    chosen = next((p for p in profiles if p.node.get("default", "") in ("true", "1")), None)
    chosen = chosen or next(iter(profiles), None)
    for profile in profiles:
        if profile is not chosen:
            profile.unsupported(True, "another profile of physics is the default")
    return chosen


def _old_gravity(physics: Element | None) -> str:
    """SDFormat 1.5 and older had gravity in <physics>."""
    return "0 0 -9.8" if physics is None else physics.text("gravity", "0 0 -9.8")
