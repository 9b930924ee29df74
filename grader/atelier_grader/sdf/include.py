"""Files into one tree: every <include> becomes the model that it names."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from pathlib import Path

from atelier_grader.sdf.convert import modernise
from atelier_grader.sdf.error import Place, SdfError
from atelier_grader.sdf.merge import merged
from atelier_grader.sdf.reader import Element, Report
from atelier_grader.sdf.tree import Node, parse_file, parse_text
from atelier_grader.sdf.uri import Locator, RemoteError

MAX_ELEMENTS = 200_000

_READ = ("uri", "placement_frame")
_OVERRIDES = ("pose", "static")
_ADDED = ("plugin", "experimental:params")
_TOP = ("model", "light", "actor")
_HOLDERS = ("world", "model", "sdf")


def read_tree(
    path: Path, search_paths: Sequence[Path] = (), faults: list[SdfError] | None = None
) -> Node:
    """The <sdf> element of a file, includes resolved; each node keeps its own file and line.

    Edit the tree (a scenario's variations do) before `build_world` gives it types. An <include>
    of another machine stays as it is; `build_world` lists it as unsupported. Where `faults` is
    given, an include that cannot be read is left out and told there instead of raised.
    """
    root = parse_file(path)
    modernise(root)
    _Includes(Locator(search_paths), faults).resolve(root, (path.resolve(),))
    return root


def read_text(text: str, base: Path, search_paths: Sequence[Path] = ()) -> Node:
    """The same from a string; relative paths are looked for in the folder `base`."""
    root = parse_text(text, str(base / "<text>"))
    modernise(root)
    _Includes(Locator(search_paths)).resolve(root, ())
    return root


class _Includes:
    """Resolves the includes of one world, which together may not have too many elements."""

    def __init__(self, locator: Locator, faults: list[SdfError] | None = None) -> None:
        self.locator, self.faults = locator, faults
        self.elements = 0

    def resolve(self, node: Node, files: tuple[Path, ...]) -> None:
        """Replace every <include> below `node`; `files` are those that are being read."""
        children = list(node)
        if not any(child.tag == "include" for child in children) or node.tag not in _HOLDERS:
            for child in children:
                assert isinstance(child, Node)
                self._count(child)
                self.resolve(child, files)
            return
        node[:] = []
        for child in children:
            assert isinstance(child, Node)
            self._count(child)
            if child.tag == "include":
                node.extend(self._tolerated(child, files, str(node.tag)))
            else:
                self.resolve(child, files)
                node.append(child)

    def _count(self, node: Node) -> None:
        self.elements += 1
        if self.elements > MAX_ELEMENTS:
            message = f"the world has more than {MAX_ELEMENTS} elements, includes counted"
            raise SdfError(node.place, message)

    def _tolerated(self, include: Node, files: tuple[Path, ...], holder: str) -> list[Node]:
        try:
            return self._included(include, files, holder)
        except SdfError as error:
            if self.faults is None or self.elements > MAX_ELEMENTS:
                raise
            self.faults.append(error)
            return []

    def _included(self, include: Node, files: tuple[Path, ...], holder: str) -> list[Node]:
        """What stands in the place of an <include> of a world, a model or a file (`sdf`)."""
        element = Element(include, Report())
        try:
            found = self.locator.find(element.text("uri"), include.place)
        except RemoteError:
            return [include]
        path = _model_file(found, include.place)
        if path.resolve() in files:
            names = " -> ".join(file.name for file in (*files, path))
            raise SdfError(include.place, f"includes form a cycle: {names}")
        root = parse_file(path)
        modernise(root)
        self.resolve(root, (*files, path.resolve()))
        tops = [child for child in root if child.tag in _TOP]
        if root.tag != "sdf" or len(tops) != 1:
            message = f"expected an <sdf> with one <model>, got <{root.tag}> with {len(tops)}"
            raise SdfError(Place(str(path), root.place.line), message)
        top = tops[0]
        assert isinstance(top, Node)
        _override(top, include)
        if include.get("merge", "false").lower() not in ("true", "1"):
            return [top]
        if top.tag != "model":
            raise element.error(f'merge="true" expected a <model>, got <{top.tag}>')
        return merged(top, include.place, holder)


def _override(top: Node, include: Node) -> None:
    """The include's own children replace or join those of the model that it names."""
    placement = include.findtext("placement_frame", "").strip()
    placed = include.find("pose") is not None
    if placement and not placed:
        raise Element(include, Report()).error("a <placement_frame> needs a <pose>, has none")
    if placed:
        # A pose given here is that of the model frame, whatever the model's own file places.
        top.attrib["placement_frame"] = placement
    for child in include:
        if child.tag == "name":
            top.set("name", (child.text or "").strip())
        elif child.tag in _OVERRIDES:
            for old in top.findall(str(child.tag)):
                top.remove(old)
            top.insert(0, copy.deepcopy(child))
        elif child.tag in _ADDED:
            top.append(copy.deepcopy(child))
        elif child.tag not in _READ:
            # Without effect: a tag that nobody asks for is listed as unsupported.
            unread = Node(f"include/{child.tag}")
            assert isinstance(child, Node)
            unread.place = child.place
            top.append(unread)


def _model_file(path: Path, place: Place) -> Path:
    """The SDF file of a model: the path itself, or what the folder's model.config names."""
    if path.is_file():
        return path
    config = path / "model.config"
    if config.is_file():
        names = [((n.text or "").strip(), n.get("version", "0")) for n in parse_file(config)
                 if n.tag == "sdf"]  # fmt: skip
        if names:
            newest = max(names, key=lambda pair: _version(pair[1]))[0]
            if (path / newest).is_file():
                return path / newest
    if (path / "model.sdf").is_file():
        return path / "model.sdf"
    raise SdfError(place, f"'{path}' is a folder without model.config or model.sdf")


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(".") if part.isdigit())
