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
        name = self._remapped.get(name, self._remapped.get(f"/{name}", name))
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
