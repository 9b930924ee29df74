"""A <plugin>: a system by file name and class name, with free-form parameters."""

from __future__ import annotations

from dataclasses import dataclass

from atelier_grader.sdf.error import Place
from atelier_grader.sdf.reader import Element, Report
from atelier_grader.sdf.tree import Node


@dataclass(frozen=True)
class Plugin:
    filename: str
    name: str
    node: Node

    @property
    def place(self) -> Place:
        return self.node.place

    def parameters(self, report: Report) -> Element:
        """The parameters; those that the system does not ask for appear in `report`."""
        return Element(self.node, report)


def read_plugin(element: Element) -> Plugin:
    """Parameters stay unread here: the system that takes the plugin reads them."""
    for child in element.node:
        element.texts(str(child.tag))
    name = element.node.get("name", "")
    return Plugin(element.attribute("filename", ""), name, element.node)
