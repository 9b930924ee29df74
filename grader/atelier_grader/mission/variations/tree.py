"""Edits of an SDF tree that the kinds of variation share."""

from __future__ import annotations

import math
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from atelier_grader.mission.errors import MissionError, did_you_mean
from atelier_grader.sdf.tree import Node

PlanarPose = tuple[float, float, float]
"""x, y in metres and yaw in radians."""


def find_model(world: Element, name: str) -> Element:
    """The model `name` of the world. Raises `MissionError` with the nearest valid name."""
    return _find(world, "model", name, f"world {world.get('name')!r}")


def find_light(world: Element, name: str) -> Element:
    """The light `name` of the world. Raises `MissionError` with the nearest valid name."""
    return _find(world, "light", name, f"world {world.get('name')!r}")


def find_sensor(world: Element, model: str, name: str) -> Element:
    """The sensor `name` on any link of `model`. Raises `MissionError` as `find_model` does."""
    parent = find_model(world, model)
    sensors = {str(each.get("name")): each for each in parent.iter("sensor")}
    if name not in sensors:
        raise MissionError(
            f"model {model!r}: expected a sensor, got {name!r}{did_you_mean(name, sensors)}"
        )
    return sensors[name]


def _find(parent: Element, tag: str, name: str, where: str) -> Element:
    found = {str(each.get("name")): each for each in parent.findall(tag)}
    if name not in found:
        raise MissionError(f"{where}: expected a {tag}, got {name!r}{did_you_mean(name, found)}")
    return found[name]


def child(parent: Element, tag: str) -> Element:
    """The only child `tag` of `parent`, made where there is none."""
    found = parent.find(tag)
    if found is None:
        found = Node(tag)
        if isinstance(parent, Node):
            found.place = parent.place
        parent.append(found)
    return found


def numbers(element: Element) -> list[float]:
    """The numbers of an element's text. Raises `MissionError` where it holds anything else."""
    try:
        values = [float(word) for word in (element.text or "").split()]
    except ValueError:
        values = [math.nan]
    if not all(map(math.isfinite, values)):
        raise MissionError(f"<{element.tag}>: expected finite numbers, got {element.text!r}")
    return values


def write(element: Element, values: list[float]) -> None:
    """Set the element's text so that reading it back gives the same numbers."""
    element.text = " ".join(map(repr, map(float, values)))


def model_pose(model: Element) -> PlanarPose:
    """Where the world puts the model; its roll and pitch are left aside."""
    x, y, _, _, _, yaw = numbers(child(model, "pose")) or [0.0] * 6
    return x, y, yaw


def move_model(model: Element, pose: PlanarPose) -> None:
    """Set x, y and yaw of the model; height, roll and pitch stay."""
    element = child(model, "pose")
    _, _, z, roll, pitch, _ = numbers(element) or [0.0] * 6
    write(element, [pose[0], pose[1], z, roll, pitch, pose[2]])


def scale(parent: Element, tag: str, factor: float) -> Iterator[Element]:
    """Multiply every descendant `tag` of `parent` by `factor`; yields each."""
    for element in parent.iter(tag):
        write(element, [value * factor for value in numbers(element)])
        yield element
