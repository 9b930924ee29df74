"""Every fault of a world at once: what is at fault is left out, and on it goes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from atelier_grader import sdf
from atelier_grader.engine.mujoco.engine import MujocoEngine
from atelier_grader.engine.protocol import EngineError
from atelier_grader.sdf.error import SdfError
from atelier_grader.sdf.tree import Node, parse_file

MAX_FAULTS = 40
_WORK = 100_000
"""Elements that all attempts together may read: a large world is tried a few times only."""

_HELD = re.compile(r"<(?P<tag>[\w:.-]+)>")
_QUOTED = re.compile(r"'([^']+)'")
_PARTS = frozenset(
    ("model", "link", "joint", "collision", "visual", "sensor", "plugin", "include", "frame",
     "light", "actor", "inertial", "physics", "material")
)  # fmt: skip


@dataclass(frozen=True)
class Gathered:
    """A world without what is at fault, None where too much is; its elements; faults by line."""

    engine: MujocoEngine | None
    tree: Node | None
    faults: list[SdfError]


def gather(path: Path, folders: Sequence[Path]) -> Gathered:
    """Read a world as far as it can be read.

    Faults that only follow from what was left out, as a joint of a link at fault, are not told.
    Raises `EngineError` where the machine is at fault.
    """
    faults: list[SdfError] = []
    try:
        tree = sdf.read_tree(path, folders, faults)
    except SdfError as error:
        return Gathered(None, None, [*faults, error])
    faults = list({str(fault): fault for fault in faults}.values())
    attempts = min(MAX_FAULTS, max(3, _WORK // sum(1 for _ in tree.iter())))
    left_out = _Absent(_included(path) if faults else set())
    for _ in range(attempts):
        try:
            engine = MujocoEngine(sdf.build_world(tree, folders))
            return Gathered(engine, tree, _sorted(faults, path))
        except SdfError as error:
            if any(str(error) == str(fault) for fault in faults):
                break
            if not left_out.explains(error):
                faults.append(error)
            found = _culprits(tree, error)
            if not found:
                break
            left_out.take(found)
        except EngineError as error:
            faults.append(SdfError(tree.place, str(error)))
            break
    return Gathered(None, tree, _sorted(faults, path))


def _sorted(faults: list[SdfError], path: Path) -> list[SdfError]:
    """By line, the world's own file first."""
    return sorted(faults, key=lambda f: (f.place.file != str(path), f.place.file, f.place.line))


def _included(path: Path) -> set[str]:
    """What the file's includes are called, as far as it says itself."""
    return {
        include.findtext("name", "").strip() or Path(include.findtext("uri", "").strip()).stem
        for include in parse_file(path).iter("include")
    }


class _Absent:
    """What was left out, by name and by what would miss it."""

    def __init__(self, names: set[str]) -> None:
        self._names = names
        self._holders: set[str] = set()

    def take(self, pairs: list[tuple[Node, Node]]) -> None:
        """Remove each node from its parent."""
        for parent, node in pairs:
            parent.remove(node)
            self._names.update(str(each.get("name")) for each in node.iter() if each.get("name"))
            self._holders.add(str(parent.place))

    def explains(self, error: SdfError) -> bool:
        """Whether the fault follows from what is not there any more."""
        message = error.message
        if str(error.place) in self._holders and "needs a" in message:
            return True
        missing = _QUOTED.findall(message.partition("; did you mean")[0])
        parts = {part for name in missing for part in name.split("::")}
        absent = "there is no" in message or "not" in message.split()
        return absent and bool(parts & self._names)


def _culprits(tree: Node, error: SdfError) -> list[tuple[Node, Node]]:
    """The elements at fault with their parents: one, or all copies where a file is included."""
    parents = {id(child): parent for parent in tree.iter() for child in parent}
    here = [node for node in tree.iter() if isinstance(node, Node) and node.place == error.place]
    here = [node for node in here if node.tag not in ("sdf", "world")]
    tags = _HELD.findall(error.message)
    quoted = {part for name in _QUOTED.findall(error.message) for part in name.split("::")}
    for chosen in (
        [node for node in here if tags and node.tag == tags[0] and _holder(node, parents, error)],
        [node for node in here if error.message.startswith(f"{node.name}:")],
        [node for node in here if node.get("name") in quoted and node.tag in _PARTS],
        _owners(here, parents, quoted),
        [node for node in here if _says(node, error)],
        here if len(here) == 1 else [],
        [node for node in here if node.tag in _PARTS][-1:],
    ):
        if chosen:
            parts = [(parents.get(id(node)), node) for node in chosen]
            return [(p, n) for p, n in parts if isinstance(p, Node) and p.tag != "sdf"]
    return []


def _owners(here: list[Node], parents: Mapping[int, object], quoted: set[str]) -> list[Node]:
    """The parents that the message names where it stands at one of their children."""
    found = [parents.get(id(node)) for node in here]
    return [
        node
        for node in found
        if isinstance(node, Node) and node.get("name") in quoted and node.tag in _PARTS
    ]


def _says(node: Node, error: SdfError) -> bool:
    """Whether the element's text or one of its attributes is quoted in the message."""
    texts = ((node.text or "").strip(), *node.attrib.values())
    return any(text and f"'{text}'" in error.message for text in texts)


def _holder(node: Node, parents: Mapping[int, object], error: SdfError) -> bool:
    """Whether the message begins with the name of the node's parent."""
    parent = parents.get(id(node))
    return isinstance(parent, Node) and error.message.startswith(f"{parent.name}:")
