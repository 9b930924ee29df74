"""What can be seen in the elements alone: a strange version, angles and distances."""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite, tau

from atelier_grader.sdf.tree import Node
from atelier_grader.text import Text
from atelier_grader.validation import words
from atelier_grader.validation.finding import Finding

VERSIONS = tuple(f"1.{minor}" for minor in range(3, 13))
MAX_TURN_RAD = 1.01 * tau
MAX_DISTANCE_M = 1e5


def strange(tree: Node) -> Iterator[Finding]:
    """An unknown version of SDFormat; poses that turn by more than once around, or lie far away."""
    if tree.get("version") not in VERSIONS:
        versions = f"{VERSIONS[0]} ... {VERSIONS[-1]}"
        text = words.VERSION.format(got=tree.get("version", ""), versions=versions)
        yield Finding(str(tree.place), text, True)
    for node in tree.iter("pose"):
        assert isinstance(node, Node)
        for text in _of_pose(node):
            yield Finding(str(node.place), text, True)


def _of_pose(node: Node) -> Iterator[Text]:
    try:
        values = [float(word) for word in (node.text or "").split()]
    except ValueError:
        return
    distance_m = max((abs(value) for value in values[:3] if isfinite(value)), default=0.0)
    if distance_m > MAX_DISTANCE_M:
        yield words.FAR.format(got=words.figure(distance_m), most=words.figure(MAX_DISTANCE_M))
    if node.get("degrees", "false").lower() in ("true", "1") or node.get("rotation_format"):
        return
    turn_rad = max((abs(value) for value in values[3:6] if isfinite(value)), default=0.0)
    if turn_rad > MAX_TURN_RAD:
        yield words.DEGREES.format(got=words.figure(turn_rad))
