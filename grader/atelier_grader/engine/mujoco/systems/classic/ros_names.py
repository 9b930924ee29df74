"""The <ros> element of a classic plugin: namespace and remappings."""

from __future__ import annotations

from dataclasses import replace

from atelier_grader.engine.mujoco.systems.base import Setting
from atelier_grader.engine.mujoco.topics import topic_name
from atelier_grader.sdf.reader import Element
from atelier_grader.sdf.tree import Node


class RosNames:
    """Topic names as the plugin's node resolves them."""

    def __init__(self, parameters: Element) -> None:
        ros = parameters.child("ros")
        self._node = parameters.node.get("name", "")
        self._namespace, self._remapped = "", {}
        if ros is None:
            return
        self._namespace = ros.text("namespace", "").strip("/")
        for rule in ros.texts("remapping"):
            old, separator, new = rule.partition(":=")
            if not separator:
                raise ros.error(f"<remapping> expected 'old:=new', got '{rule}'")
            self._remapped[old.strip().removeprefix("~/")] = new.strip()

    def topic(self, name: str) -> str:
        """Absolute names stay outside of the namespace."""
        full = self._absolute(name)
        for old in (name, full, f"/{name}"):
            if old in self._remapped:
                return self._absolute(self._remapped[old])
        return full

    def private(self, name: str) -> str:
        """The topic `~/name`: that of the node, whose name is the plugin's."""
        if name in self._remapped:
            return self._absolute(self._remapped[name])
        return self.topic(f"~/{name}")

    def _absolute(self, name: str) -> str:
        if name.startswith("~/"):
            name = f"{self._node}/{name[2:]}"
        if name.startswith("/") or not self._namespace:
            return topic_name(name)
        return topic_name(f"{self._namespace}/{name}")


def translated(setting: Setting, values: dict[str, object]) -> Setting:
    """The same place in the world with gz-sim's parameters; a list gives several elements."""
    original = setting.parameters.node
    node = Node(original.tag, dict(original.attrib))
    node.place = original.place
    for tag, value in values.items():
        for each in value if isinstance(value, list) else [value]:
            child = Node(tag, {})
            child.text, child.place = str(each), original.place
            node.append(child)
    return replace(setting, parameters=Element(node, setting.parameters.report))
