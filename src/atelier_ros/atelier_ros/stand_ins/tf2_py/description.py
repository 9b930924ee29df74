"""The tree as text, for people and for tf2's tools."""

from __future__ import annotations

from dataclasses import dataclass

from .cache import NS, seconds
from .tree import Tree

SHORTEST_NS = 100_000


@dataclass(frozen=True)
class Frame:
    """What is told of a frame; times in nanoseconds."""

    name: str
    parent: str
    authority: str
    rate_hz: float
    oldest_ns: int
    latest_ns: int

    @property
    def length_s(self) -> float:
        return (self.latest_ns - self.oldest_ns) / NS


def frames(tree: Tree) -> list[Frame]:
    """Every frame that has a parent now."""
    found = []
    for name, cache in tree.frames.items():
        if cache and (latest := cache.latest):
            oldest_ns, latest_ns = cache.span_ns
            rate_hz = cache.count * NS / max(latest_ns - oldest_ns, SHORTEST_NS)
            authority = tree.authorities.get(name, "no recorded authority")
            found.append(Frame(name, latest.parent, authority, rate_hz, oldest_ns, latest_ns))
    return found


def as_yaml(tree: Tree) -> str:
    """A YAML mapping of frames; an empty list if there is none."""
    if not tree.frames:
        return "[]"
    return "".join(
        f"{frame.name}: \n"
        f"  parent: '{frame.parent}'\n"
        f"  broadcaster: '{frame.authority}'\n"
        f"  rate: {frame.rate_hz:.3f}\n"
        f"  most_recent_transform: {seconds(frame.latest_ns)}\n"
        f"  oldest_transform: {seconds(frame.oldest_ns)}\n"
        f"  buffer_length: {frame.length_s:.3f}\n"
        for frame in frames(tree)
    )


def as_dot(tree: Tree, now_ns: int = 0) -> str:
    """A graph in Graphviz's language."""
    lines = ["digraph G {"]
    for frame in frames(tree):
        age = f" ({(now_ns - frame.latest_ns) / NS:.3f} s old)" if now_ns else ""
        label = "\\n".join(
            (
                f"Broadcaster: {frame.authority}",
                f"Average rate: {frame.rate_hz:.3f} Hz",
                f"Most recent transform: {seconds(frame.latest_ns)}{age}",
                f"Buffer length: {frame.length_s:.3f} s",
            )
        )
        lines.append(f'"{frame.parent}" -> "{frame.name}"[label="{label}"];')
    return "\n".join([*lines, "}"])
