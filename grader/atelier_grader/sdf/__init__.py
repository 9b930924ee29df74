"""SDFormat worlds as typed objects.

`load` reads a file; `read_tree` and `build_world` are its two halves, for whoever edits the XML
between them.
"""

from __future__ import annotations

from atelier_grader.sdf.error import Place, SdfError, Unsupported
from atelier_grader.sdf.include import read_text, read_tree
from atelier_grader.sdf.pose import Transform
from atelier_grader.sdf.tree import Node
from atelier_grader.sdf.world import World, build_world, load, parse

__all__ = [
    "Node",
    "Place",
    "SdfError",
    "Transform",
    "Unsupported",
    "World",
    "build_world",
    "load",
    "parse",
    "read_text",
    "read_tree",
]
