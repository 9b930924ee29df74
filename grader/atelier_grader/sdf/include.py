"""Files into one tree: every <include> becomes the model that it names."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from pathlib import Path

from atelier_grader.sdf.error import Place, SdfError
from atelier_grader.sdf.reader import Element, Report
from atelier_grader.sdf.tree import Node, parse_file, parse_text
from atelier_grader.sdf.uri import Locator

_OVERRIDES = ("pose", "static", "placement_frame")
_TOP = ("model", "light", "actor")


def read_tree(path: Path, search_paths: Sequence[Path] = ()) -> Node:
    """The <sdf> element of a file, includes resolved; each node keeps its own file and line.

    Edit the tree (a scenario's variations do) before `build_world` gives it types.
    """
    root = parse_file(path)
    resolve_includes(root, Locator(search_paths), (path.resolve(),))
    return root


def read_text(text: str, base: Path, search_paths: Sequence[Path] = ()) -> Node:
    """The same from a string; relative paths are looked for in the folder `base`."""
    root = parse_text(text, str(base / "<text>"))
    resolve_includes(root, Locator(search_paths), ())
    return root


def resolve_includes(node: Node, locator: Locator, files: tuple[Path, ...]) -> None:
    """Replace every <include> below `node`; `files` are those that are being read."""
    for index, child in enumerate(list(node)):
        assert isinstance(child, Node)
        if child.tag == "include" and node.tag in ("world", "model", "sdf"):
            node[index] = _included(child, locator, files)
        else:
            resolve_includes(child, locator, files)


def _included(include: Node, locator: Locator, files: tuple[Path, ...]) -> Node:
    element = Element(include, Report())
    if include.get("merge", "false").lower() in ("true", "1"):
        raise element.error('merge="true" is not supported')
    path = _model_file(locator.find(element.text("uri"), include.place), include.place)
    if path.resolve() in files:
        names = " -> ".join(file.name for file in (*files, path))
        raise SdfError(include.place, f"includes form a cycle: {names}")
    root = parse_file(path)
    resolve_includes(root, locator, (*files, path.resolve()))
    tops = [child for child in root if child.tag in _TOP]
    if root.tag != "sdf" or len(tops) != 1:
        message = f"expected an <sdf> with one <model>, got <{root.tag}> with {len(tops)}"
        raise SdfError(Place(str(path), root.place.line), message)
    top = tops[0]
    assert isinstance(top, Node)
    _override(top, include)
    return top


def _override(top: Node, include: Node) -> None:
    for child in include:
        if child.tag == "name":
            top.set("name", (child.text or "").strip())
        elif child.tag in _OVERRIDES:
            for old in top.findall(str(child.tag)):
                top.remove(old)
            top.insert(0, copy.deepcopy(child))
        elif child.tag in ("plugin", "experimental:params"):
            top.append(copy.deepcopy(child))


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
