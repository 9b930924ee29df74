"""PosePublisher: where a model and its parts are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from atelier_grader.engine.mujoco.flat import FlatModel
from atelier_grader.engine.mujoco.schedule import Merged, PublisherRate
from atelier_grader.engine.mujoco.simulation import Simulation
from atelier_grader.engine.mujoco.systems.base import Setting, System
from atelier_grader.engine.mujoco.systems.pose_messages import (
    NamedPose,
    pose_message,
    pose_vector,
)
from atelier_grader.engine.mujoco.topics import topic_name
from atelier_grader.engine.protocol import Endpoint
from atelier_grader.sdf.model import Link, Model
from atelier_grader.sdf.pose import Transform


@dataclass(frozen=True)
class _Part:
    """`entity` relative to `parent`; what is fixed to its link has its `pose` there."""

    frame: str
    child: str
    pose: Transform | None = None
    moving: bool = False


class PosePublisher(System):
    """Each part's pose in its parent: models in the world or in their model, links in the model.

    With `<static_publisher>` only links that joints move stay on the main topic, without the
    canonical one; the rest go to `<topic>_static`, as in Gazebo.
    """

    def __init__(self, setting: Setting) -> None:
        parameters, self._owner = setting.parameters, setting.owner()
        self._world = setting.world.name
        nested = parameters.flag("publish_nested_model_pose", False)
        wanted = {
            "link": parameters.flag("publish_link_pose", True),
            "visual": parameters.flag("publish_visual_pose", False),
            "collision": parameters.flag("publish_collision_pose", False),
            "sensor": parameters.flag("publish_sensor_pose", False),
            "nested": nested,
            "model": parameters.flag("publish_model_pose", nested),
        }
        splits = parameters.flag("static_publisher", False)
        parts = list(_parts(self._owner, self._world, wanted))
        self._parts = {True: parts}
        if splits:
            self._parts = {
                moves: [p for p in parts if p.moving == moves] for moves in (True, False)
            }
        self._as_vector = parameters.flag("use_pose_vector_msg", False)
        scope = "".join(f"/model/{name}" for name in self._owner.name.split("::"))
        topic = topic_name(parameters.text("topic", f"{scope}/pose"))
        rate_hz = parameters.number("update_frequency", -1.0)
        static_hz = parameters.number("static_update_frequency", rate_hz)
        self._topics = {True: topic, False: f"{topic}_static"}
        self._rates = {
            value: PublisherRate.of(hz, setting.step_ns)
            for value, hz in ((True, rate_hz), (False, static_hz))
            if value in self._parts
        }
        self.schedule = Merged(tuple(self._rates.values()))
        kind = "gz.msgs.Pose_V" if self._as_vector else "gz.msgs.Pose"
        self.publishers = tuple(
            Endpoint(self._topics[value], kind, rate.rate_hz) for value, rate in self._rates.items()
        )

    def configure(self, simulation: Simulation) -> None:
        self._simulation = simulation

    def sample(
        self, step: int, now_ns: int, listened: Mapping[str, str]
    ) -> Iterable[tuple[str, bytes]]:
        for value, rate in self._rates.items():
            topic = self._topics[value]
            if topic not in listened or rate.next_step(step - 1) != step:
                continue
            poses = [self._pose(part) for part in self._parts[value]]
            if self._as_vector and poses:
                yield topic, pose_vector(now_ns, poses, listened[topic])
            elif poses:
                for pose in poses:
                    yield topic, pose_message(now_ns, pose, listened[topic])

    def _pose(self, part: _Part) -> NamedPose:
        if part.pose is not None:
            return NamedPose(part.frame, part.child, part.pose)
        simulation, entities = self._simulation, self._simulation.entities
        here = simulation.pose_of(entities.anchor(part.child))
        if part.frame == self._world:
            return NamedPose(part.frame, part.child, here)
        parent = simulation.pose_of(entities.anchor(part.frame))
        return NamedPose(part.frame, part.child, parent.inverse() @ here)


def _parts(owner: FlatModel, world: str, wanted: dict[str, bool]) -> Iterator[_Part]:
    """In Gazebo's order of creation: a model, its links with their parts, its nested models."""
    outer = owner.name.rpartition("::")[0]
    if wanted["nested" if outer else "model"]:
        yield _Part(outer or world, owner.name)
    yield from _inner(owner.name, owner.model, wanted)


def _inner(name: str, model: Model, wanted: dict[str, bool]) -> Iterator[_Part]:
    joined = {
        link
        for joint in model.joints
        if joint.type != "fixed"
        for link in (joint.parent, joint.child)
    }
    for link in model.links:
        if wanted["link"]:
            moving = link.name in joined and link.name != model.canonical_link
            yield _Part(name, f"{name}::{link.name}", None, moving)
        yield from _of_link(f"{name}::{link.name}", link, wanted)
    for nested in model.models:
        inner = f"{name}::{nested.name}"
        if wanted["nested"]:
            yield _Part(name, inner)
        yield from _inner(inner, nested, wanted)


def _of_link(name: str, link: Link, wanted: dict[str, bool]) -> Iterator[_Part]:
    for kind, parts in (
        ("visual", link.visuals),
        ("collision", link.collisions),
        ("sensor", link.sensors),
    ):
        if wanted[kind]:
            for part in parts:
                yield _Part(name, f"{name}::{part.name}", part.pose)
