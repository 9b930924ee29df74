"""Typed access to SDF elements that remembers what nobody asked for."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from math import isfinite, isnan

import numpy as np

from atelier_grader.sdf.error import Place, SdfError, Unsupported, did_you_mean, nearest
from atelier_grader.sdf.ignored import ATTRIBUTES, HARMLESS, custom
from atelier_grader.sdf.pose import Vector
from atelier_grader.sdf.tree import Node


class Report:
    """What of a file was read. `unsupported()` lists every element that no reader asked for."""

    def __init__(self) -> None:
        self._read: dict[int, tuple[Node, set[str]]] = {}
        self._notes: list[Unsupported] = []

    def read_of(self, node: Node) -> set[str]:
        """The child tags of `node` that were asked for so far; add to it."""
        return self._read.setdefault(id(node), (node, set()))[1]

    def asked(self) -> dict[str, set[str]]:
        """By tag, the child tags that were asked for so far."""
        found: dict[str, set[str]] = {}
        for node, read in self._read.values():
            tags = (each for each in read if not each.startswith("@"))
            found.setdefault(str(node.tag), set()).update(tags)
        return found

    def forget(self, node: Node) -> None:
        """List nothing of what stands below `node`, which is listed itself."""
        for each in node.iter():
            assert isinstance(each, Node)
            self.read_of(each).update(str(child.tag) for child in each)

    def note(self, place: Place, element: str, harmless: bool, note: str) -> None:
        self._notes.append(Unsupported(place, element, harmless, note))

    def unsupported(self) -> list[Unsupported]:
        """In order of the file within each element read."""
        found = list(self._notes)
        for node, read in self._read.values():
            found += _unknown_attributes(node, read)
            for child in node:
                if child.tag in read:
                    continue
                assert isinstance(child, Node)
                note = HARMLESS.get((str(node.tag), str(child.tag))) or custom(str(child.tag))
                found.append(
                    Unsupported(
                        child.place,
                        f"{node.tag}/{child.tag}",
                        note is not None,
                        note or _no_effect(node, child, read),
                    )
                )
        return found


class Element:
    """One SDF element. Every getter raises `SdfError` with file and line on a bad value."""

    def __init__(self, node: Node, report: Report) -> None:
        self.node = node
        self.report = report
        self._read = report.read_of(node)

    @property
    def place(self) -> Place:
        return self.node.place

    def error(self, message: str) -> SdfError:
        return SdfError(self.place, f"{self.node.name}: {message}")

    def unsupported(self, harmless: bool, note: str) -> None:
        """List this element itself as unsupported."""
        self.report.note(self.place, str(self.node.tag), harmless, note)

    def left_out(self, note: str) -> None:
        """List this element as unsupported, and nothing below it."""
        self.unsupported(False, note)
        self.report.forget(self.node)

    def children(self, tag: str) -> list[Element]:
        self._read.add(tag)
        return [Element(child, self.report) for child in self._nodes(tag)]

    def child(self, tag: str) -> Element | None:
        """The only child `tag`, or None; SDF allows one of each that is asked for this way."""
        node = self._node(tag)
        return None if node is None else Element(node, self.report)

    def required(self, tag: str) -> Element:
        found = self.child(tag)
        if found is None:
            raise self.error(f"needs a <{tag}>, has none")
        return found

    def attribute(self, name: str, default: str | None = None) -> str:
        self._read.add(f"@{name}")
        value = self.node.get(name, default)
        if value is None or (value == "" and default is None):
            raise self.error(f"needs an attribute '{name}', has none")
        return value

    def text(self, tag: str, default: str | None = None) -> str:
        node = self._node(tag)
        if node is None:
            if default is None:
                raise self.error(f"needs a <{tag}>, has none")
            return default
        return (node.text or "").strip()

    def texts(self, tag: str) -> list[str]:
        self._read.add(tag)
        return [(node.text or "").strip() for node in self._nodes(tag)]

    def choice(self, tag: str, valid: Collection[str], default: str) -> str:
        value = self.text(tag, default)
        if value not in valid:
            raise self._bad(tag, value, "a known value", nearest(value, valid))
        return value

    def number(self, tag: str, default: float | None = None, minimum: float | None = None) -> float:
        """A finite number, at least `minimum`. `inf` is allowed where the default is infinite."""
        node = self._node(tag)
        if node is None:
            if default is None:
                raise self.error(f"needs a <{tag}>, has none")
            return default
        text = (node.text or "").strip()
        infinite = default is not None and not isfinite(default)
        value = _float(text)
        if value is None or not (isfinite(value) or (infinite and not isnan(value))):
            raise self._bad(tag, text, "a finite number")
        if minimum is not None and value < minimum:
            raise self._bad(tag, text, f"a number of at least {minimum:g}")
        return value

    def integer(self, tag: str, default: int, minimum: int = 0) -> int:
        text = self.text(tag, str(default))
        try:
            value = int(text, 16) if text.lower().startswith("0x") else int(text)
        except ValueError:
            raise self._bad(tag, text, "a whole number") from None
        if value < minimum:
            raise self._bad(tag, text, f"a whole number of at least {minimum}")
        return value

    def flag(self, tag: str, default: bool) -> bool:
        text = self.text(tag, str(default)).lower()
        if text not in ("true", "false", "1", "0"):
            raise self._bad(tag, text, "true or false")
        return text in ("true", "1")

    def vector(self, tag: str, count: int, default: str | None = None) -> Vector:
        """`count` finite numbers, separated by blanks."""
        return self._vector(tag, self.text(tag, default), count)

    def value(self, count: int) -> Vector:
        """This element's own text as `count` finite numbers."""
        return self._vector("", (self.node.text or "").strip(), count)

    def _vector(self, tag: str, text: str, count: int) -> Vector:
        values = [_float(part) for part in text.split()]
        if len(values) != count or any(v is None or not isfinite(v) for v in values):
            raise self._bad(tag, text, f"{count} finite numbers")
        return np.array(values, dtype=np.float64)

    def _bad(self, tag: str, text: str, expected: str, hint: str = "") -> SdfError:
        node = self._node(tag) if tag else None
        place = self.place if node is None else node.place
        what = f" <{tag}>" if tag else ""
        return SdfError(place, f"{self.node.name}:{what} expected {expected}, got '{text}'{hint}")

    def _nodes(self, tag: str) -> list[Node]:
        return [child for child in self.node if child.tag == tag and isinstance(child, Node)]

    def _node(self, tag: str) -> Node | None:
        self._read.add(tag)
        nodes = self._nodes(tag)
        if len(nodes) > 1:
            raise SdfError(nodes[1].place, f"{self.node.name}: a second <{tag}>; expected one")
        return nodes[0] if nodes else None


def _unknown_attributes(node: Node, read: set[str]) -> Iterator[Unsupported]:
    for name in node.keys():  # noqa: SIM118
        if name not in ATTRIBUTES and f"@{name}" not in read and ":" not in name:
            note = f"attribute '{name}' has no effect{did_you_mean(name, ATTRIBUTES)}"
            yield Unsupported(node.place, str(node.tag), False, note)


def _no_effect(parent: Node, child: Node, read: set[str]) -> str:
    """With the name that may have been meant; a plugin's parameters are all named."""
    tags = {tag for tag in read if not tag.startswith("@")}
    free = {tag for tag in tags if parent.find(tag) is None or parent.tag == "plugin"}
    hint = nearest if parent.tag == "plugin" else did_you_mean
    return f"has no effect in the embedded engine{hint(str(child.tag), free)}"


def _float(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
