"""SDF text as an XML tree in which every element knows its file and line."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element as XmlElement
from xml.etree.ElementTree import ParseError, TreeBuilder

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from atelier_grader.sdf.error import Place, SdfError

MAX_BYTES = 16 * 2**20
MAX_DEPTH = 64


class Node(XmlElement):
    """An XML element with the `place` it was read from. Edit it as any ElementTree element."""

    place: Place = Place("<text>", 0)

    def __deepcopy__(self, memo: dict[int, Any]) -> Node:
        copy = Node(self.tag, dict(self.attrib))
        copy.text, copy.tail, copy.place = self.text, self.tail, self.place
        for child in self:
            copy.append(child.__deepcopy__(memo))
        return copy

    @property
    def name(self) -> str:
        """The element as an error names it: `link 'base'`, or its tag where it has no name."""
        name = self.get("name")
        return f"{self.tag} '{name}'" if name is not None else str(self.tag)


def parse_file(path: Path) -> Node:
    """Read one file, includes unresolved. Raises `SdfError` with file and line."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise SdfError(Place(str(path), 0), f"the file is over the limit of {MAX_BYTES} bytes")
        data = path.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise SdfError(Place(str(path), 0), f"cannot be read: {reason}") from None
    return parse_text(data, str(path))


def parse_text(data: str | bytes, file: str = "<text>") -> Node:
    """Parse XML; entities and external references are refused. Raises `SdfError`."""
    builder = TreeBuilder(element_factory=Node)
    placer = _Placer(builder, file)
    parser = DefusedXMLParser(target=placer, forbid_dtd=True)
    placer.expat = parser.parser
    try:
        parser.feed(data)
        root = parser.close()
    except ParseError as error:
        line, _ = error.position
        raise SdfError(Place(file, line), f"not well-formed XML: {error}") from None
    except DefusedXmlException as error:
        line = parser.parser.CurrentLineNumber
        what = type(error).__name__
        raise SdfError(Place(file, line), f"refused: {what}: no DTD, no entities") from None
    assert isinstance(root, Node)
    return root


class _Placer:
    """Passes parser events on and stamps each element with its line."""

    def __init__(self, builder: TreeBuilder, file: str) -> None:
        self.builder, self.file, self.depth = builder, file, 0
        self.expat: Any = None
        self.data = builder.data

    def start(self, tag: str, attrs: dict[str, str]) -> Node:
        place = Place(self.file, self.expat.CurrentLineNumber)
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise SdfError(place, f"elements are nested more than {MAX_DEPTH} deep")
        node = self.builder.start(tag, attrs)
        assert isinstance(node, Node)
        node.place = place
        return node

    def end(self, tag: str) -> Any:
        self.depth -= 1
        return self.builder.end(tag)

    def close(self) -> Any:
        return self.builder.close()
