"""A world without nesting: every model, link and joint by its scoped name and world pose."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from atelier_grader.sdf.joint import WORLD, Joint
from atelier_grader.sdf.model import Link, Model
from atelier_grader.sdf.pose import Transform
from atelier_grader.sdf.world import World


@dataclass(frozen=True)
class FlatModel:
    """`top` is the outermost model that holds it; `pose` is at time 0 in the world."""

    name: str
    top: str
    model: Model
    pose: Transform

    @property
    def canonical_link(self) -> str:
        return f"{self.name}::{self.model.canonical_link}"


@dataclass(frozen=True)
class FlatLink:
    name: str
    owner: FlatModel
    link: Link
    pose: Transform

    @property
    def static(self) -> bool:
        return self.owner.model.static


@dataclass(frozen=True)
class FlatJoint:
    """`parent` and `child` are scoped links; the parent may be `world`."""

    name: str
    joint: Joint
    parent: str
    child: str


@dataclass(frozen=True)
class Flat:
    """In order of declaration; the keys are scoped names."""

    models: dict[str, FlatModel] = field(default_factory=dict)
    links: dict[str, FlatLink] = field(default_factory=dict)
    joints: dict[str, FlatJoint] = field(default_factory=dict)

    def links_of(self, model: FlatModel) -> Iterator[FlatLink]:
        """The model's own links, not those of nested models."""
        return (link for link in self.links.values() if link.owner is model)


def flatten(world: World) -> Flat:
    flat = Flat()
    for model in world.models:
        _add(flat, model, model.name, model.name, model.pose)
    for joint in world.joints:
        flat.joints[joint.name] = FlatJoint(joint.name, joint, joint.parent, joint.child)
    return flat


def _add(flat: Flat, model: Model, name: str, top: str, pose: Transform) -> None:
    owner = FlatModel(name, top, model, pose)
    flat.models[name] = owner
    for link in model.links:
        scoped = f"{name}::{link.name}"
        flat.links[scoped] = FlatLink(scoped, owner, link, pose @ link.pose)
    for joint in model.joints:
        scoped = f"{name}::{joint.name}"
        parent = WORLD if joint.parent == WORLD else f"{name}::{joint.parent}"
        flat.joints[scoped] = FlatJoint(scoped, joint, parent, f"{name}::{joint.child}")
    for nested in model.models:
        _add(flat, nested, f"{name}::{nested.name}", top, pose @ nested.pose)
