"""A <sensor>: what all types share. The engine's sensor of that type reads the rest."""

from __future__ import annotations

from dataclasses import dataclass

from atelier_grader.sdf.error import Place
from atelier_grader.sdf.frames import Scope, pose_within
from atelier_grader.sdf.plugin import Plugin, read_plugin
from atelier_grader.sdf.pose import Transform
from atelier_grader.sdf.reader import Element, Report
from atelier_grader.sdf.tree import Node

_COMMON = ("pose", "plugin", "update_rate", "topic", "always_on", "visualize", "enable_metrics",
           "gz_frame_id", "ignition_frame_id")  # fmt: skip


@dataclass(frozen=True)
class Sensor:
    """`pose` is in the link frame; `rate_hz` 0 means each step; `topic`, `frame_id` may be ''."""

    name: str
    type: str
    pose: Transform
    rate_hz: float
    topic: str
    frame_id: str
    plugins: tuple[Plugin, ...]
    node: Node

    @property
    def place(self) -> Place:
        return self.node.place

    def parameters(self, report: Report) -> Element:
        """The type's own parameters; those that it does not ask for appear in `report`."""
        element = Element(self.node, report)
        for tag in _COMMON:
            element.texts(tag)
        return element


def read_sensor(element: Element, link: str, scope: Scope) -> Sensor:
    for child in element.node:
        if child.tag not in ("always_on", "visualize", "enable_metrics"):
            element.texts(str(child.tag))
    return Sensor(
        element.attribute("name"),
        element.attribute("type"),
        pose_within(element, link, scope),
        element.number("update_rate", 0.0, 0.0),
        element.text("topic", ""),
        element.text("gz_frame_id", element.text("ignition_frame_id", "")),
        tuple(read_plugin(p) for p in element.children("plugin")),
        element.node,
    )
