"""A scenario's world as the file that Gazebo opens: files by absolute path, instruments added."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Sequence
from pathlib import Path
from xml.etree import ElementTree as ET

from atelier_grader.engine.protocol import EngineError
from atelier_grader.referee.referee import PERIOD_NS
from atelier_grader.sdf.tree import Node
from atelier_grader.sdf.uri import Locator, RemoteError

FILES = (
    "uri", "albedo_map", "normal_map", "metalness_map", "roughness_map", "emissive_map",
    "environment_map", "light_map", "ambient_occlusion_map",
)  # fmt: skip
CONTACTS = "/atelier/contacts"
"""The topic on which the robot's contact sensors publish."""

TRUTH_HZ = round(1e9 / PERIOD_NS)


def located(tree: Node, search_paths: Sequence[Path]) -> Node:
    """A copy whose files are named by absolute path. Raises `SdfError` for a missing one."""
    made = copy.deepcopy(tree)
    locator = Locator(search_paths)
    for parent in made.iter():
        if not parent.get("placement_frame", "frame"):
            del parent.attrib["placement_frame"]
        for child in list(parent):
            assert isinstance(child, Node)
            if "/" in str(child.tag):  # a reader's mark, see sdf.include
                parent.remove(child)
            elif child.tag in FILES and (child.text or "").strip():
                try:
                    found = locator.find((child.text or "").strip(), child.place)
                except RemoteError:
                    continue
                path = found.resolve()
                child.text = path.as_uri() if child.tag == "uri" else str(path)
    return made


def instrumented(tree: Node, robot: str, followed: Iterable[str]) -> Node:
    """A copy in which gz-sim tells the poses of the `followed` models and what the robot touches.

    Raises `EngineError` for a model that the world has not.
    """
    made = copy.deepcopy(tree)
    world = world_of(made)
    for name in followed:
        _add(model_of(world, name), "plugin", POSE_PUBLISHER, rate=f"{TRUTH_HZ}")
    for link in model_of(world, robot).iter("link"):
        names = "".join(
            f"<collision>{each.get('name')}</collision>" for each in link.findall("collision")
        )
        if names:
            assert isinstance(link, Node)
            _add(link, "sensor", CONTACT_SENSOR, collisions=names, topic=CONTACTS)
    if not any("Contact" in plugin.get("name", "") for plugin in world.findall("plugin")):
        _add(world, "plugin", CONTACT_SYSTEM)
    return made


def world_of(tree: Node) -> Node:
    world = tree.find("world")
    if not isinstance(world, Node):
        raise EngineError(f"{tree.place.file}: expected a <world>, has none")
    return world


def model_of(world: Node, name: str) -> Node:
    model = world.find(f"model[@name={name!r}]")
    if not isinstance(model, Node):
        raise EngineError(f"world {world.get('name')!r} has no model {name!r}")
    return model


def as_text(tree: Node) -> str:
    return ET.tostring(tree, encoding="unicode")


def _add(parent: Node, what: str, template: str, **values: str) -> None:
    added = ET.fromstring(template.format(**values))  # noqa: S314 (a text of this module)
    assert added.tag == what
    parent.append(added)


POSE_PUBLISHER = """
<plugin filename="gz-sim-pose-publisher-system" name="gz::sim::systems::PosePublisher">
  <publish_model_pose>true</publish_model_pose>
  <publish_nested_model_pose>true</publish_nested_model_pose>
  <publish_link_pose>true</publish_link_pose>
  <publish_collision_pose>false</publish_collision_pose>
  <publish_visual_pose>false</publish_visual_pose>
  <publish_sensor_pose>false</publish_sensor_pose>
  <use_pose_vector_msg>true</use_pose_vector_msg>
  <update_frequency>{rate}</update_frequency>
</plugin>"""

CONTACT_SENSOR = """
<sensor name="atelier_contact" type="contact">
  <always_on>true</always_on>
  <update_rate>1000</update_rate>
  <contact>{collisions}<topic>{topic}</topic></contact>
</sensor>"""

CONTACT_SYSTEM = """
<plugin filename="gz-sim-contact-system" name="gz::sim::systems::Contact"/>"""
