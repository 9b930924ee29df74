"""SDF text as an XML tree in which every element knows its file and line."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element as XmlElement
from xml.etree.ElementTree import TreeBuilder
from xml.parsers import expat

from atelier_grader.sdf.error import Place, SdfError

MAX_BYTES = 16 * 2**20
MAX_DEPTH = 64

_SKIPPED = re.compile(rb"<!\[CDATA\[.*?\]\]>|<!--.*?-->", re.DOTALL)
_LATE_DECLARATION = re.compile(rb"\A\s+<\?xml.*?\?>", re.DOTALL)
_NO_TEXT = re.compile(rb"[^\r\n]+")


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
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise SdfError(Place(str(path), 0), f"cannot be read: {reason}") from None
    return parse_text(data, str(path))


def parse_text(data: str | bytes, file: str = "<text>") -> Node:
    """Parse XML; a DTD, and with it every entity, is refused. Raises `SdfError`.

    Liberties of Gazebo's own XML parser are taken too: comments may hold `--`, blanks may stand
    before <?xml?>, and prefixes such as `gz:` are part of a name and need no declaration.
    """
    try:
        encoded = data.encode() if isinstance(data, str) else data
    except UnicodeEncodeError as error:
        raise SdfError(Place(file, 0), f"not well-formed XML: {error}") from None
    parser = expat.ParserCreate("utf-8" if isinstance(data, str) else None)
    parser.buffer_text = True
    placer = _Placer(TreeBuilder(element_factory=Node), file, parser)
    try:
        text = _SKIPPED.sub(_without_comment, encoded)
        parser.Parse(_LATE_DECLARATION.sub(_without_comment, text), True)
    except expat.ExpatError as error:
        reason = expat.ErrorString(error.code)
        raise SdfError(Place(file, error.lineno), f"not well-formed XML: {reason}") from None
    except (ValueError, LookupError) as error:  # an unknown encoding
        raise SdfError(Place(file, 1), f"not well-formed XML: {error}") from None
    root = placer.builder.close()
    assert isinstance(root, Node)
    return root


def _without_comment(found: re.Match[bytes]) -> bytes:
    """Line breaks only, so that lines keep their numbers; CDATA stays."""
    text = found.group()
    return text if text.startswith(b"<![") else _NO_TEXT.sub(b"", text)


class _Placer:
    """Builds the tree from the parser's events and stamps each element with its line."""

    def __init__(self, builder: TreeBuilder, file: str, parser: Any) -> None:
        self.builder, self.file, self.parser, self.depth = builder, file, parser, 0
        parser.StartDoctypeDeclHandler = self.refuse
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = builder.data

    def refuse(self, *_: object) -> None:
        place = Place(self.file, self.parser.CurrentLineNumber)
        raise SdfError(place, "refused: a <!DOCTYPE>: no DTD, no entities")

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        place = Place(self.file, self.parser.CurrentLineNumber)
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise SdfError(place, f"elements are nested more than {MAX_DEPTH} deep")
        node = self.builder.start(tag, attributes)
        assert isinstance(node, Node)
        node.place = place

    def end(self, tag: str) -> None:
        self.depth -= 1
        self.builder.end(tag)
