"""Walks the tree of frames: from a frame up to the root, and down to another one."""

from __future__ import annotations

from functools import reduce

from .cache import Cache, StaticCache, Stored, TimeCache
from .exceptions import (
    ConnectivityException,
    ExtrapolationException,
    InvalidArgumentException,
    LookupException,
)
from .rigid import IDENTITY, Rigid

MAX_DEPTH = 1000


class Tree:
    """Frames in the order in which they came, each with its cache; a root has none."""

    def __init__(self, length_ns: int) -> None:
        self._length_ns = length_ns
        self.frames: dict[str, Cache | None] = {}
        self.authorities: dict[str, str] = {}

    def insert(self, child: str, stored: Stored, authority: str, static: bool) -> bool:
        """False if it is older than the buffer reaches back."""
        cache = self.frames.get(child)
        if not isinstance(cache, StaticCache if static else TimeCache):
            cache = StaticCache() if static else TimeCache(self._length_ns)
            self.frames[child] = cache
        self.frames.setdefault(stored.parent, None)
        inserted = cache.insert(stored)
        if inserted:
            self.authorities[child] = authority
        return inserted

    def require(self, function: str, argument: str, frame: str) -> None:
        """Raises `InvalidArgumentException` or `LookupException`."""
        asked = f"{function} argument {argument}" if argument else function
        problem = badly_named(frame)
        if problem:
            raise InvalidArgumentException(
                f'Invalid argument "{frame}" passed to {asked} - {problem}'
            )
        if frame not in self.frames:
            raise LookupException(f'"{frame}" passed to {asked} does not exist. ')

    def lookup(self, target: str, source: str, time_ns: int) -> tuple[Rigid, int]:
        """What maps points in `source` to points in `target`, and the time for which it holds.

        Raises the exceptions of this package.
        """
        if target == source:
            return IDENTITY, time_ns or self.latest_common_time(target, source)
        if time_ns == 0:
            time_ns = self.latest_common_time(target, source)
        ascent: list[Stored] = []
        gap: ExtrapolationException | None = None
        frame = source
        while cache := self.frames.get(frame):
            try:
                stored = cache.at(time_ns)
            except ExtrapolationException as error:
                gap = error
                break
            if frame == target:
                return chain(ascent), time_ns
            ascent.append(stored)
            frame = stored.parent
            self._require_depth(ascent)
        top, frame = frame, target
        descent: list[Stored] = []
        while frame != top and (cache := self.frames.get(frame)):
            try:
                stored = cache.at(time_ns)
            except ExtrapolationException as error:
                raise between(error, target, source) from None
            if frame == source:
                return chain(descent).inverse(), time_ns
            descent.append(stored)
            frame = stored.parent
            self._require_depth(descent)
        if frame != top:
            raise between(gap, target, source) if gap else self._apart(target, source)
        return chain(descent).inverse() @ chain(ascent), time_ns

    def latest_common_time(self, target: str, source: str) -> int:
        """The latest time at which the whole way between two frames is known; 0 if it is fixed.

        Raises `ConnectivityException` or `LookupException`.
        """
        if target == source:
            cache = self.frames.get(source)
            return cache.span_ns[1] if cache else 0
        ascent = self._latest(source, target)
        if ascent and ascent[-1].parent == target:
            return earliest(ascent)
        passed = [stored.parent for stored in ascent]
        descent: list[Stored] = []
        for stored in self._latest(target, source):
            descent.append(stored)
            if stored.parent == source:
                return earliest(descent)
            if stored.parent in passed:
                return earliest(descent + ascent[: passed.index(stored.parent) + 1])
        raise self._apart(target, source)

    def _latest(self, frame: str, until: str) -> list[Stored]:
        """The newest transforms from `frame` up, as far as `until` or the root."""
        found: list[Stored] = []
        while (cache := self.frames.get(frame)) and (latest := cache.latest):
            found.append(latest)
            frame = latest.parent
            if frame == until:
                break
            self._require_depth(found)
        return found

    def _require_depth(self, walked: list[Stored]) -> None:
        if len(walked) > MAX_DEPTH:
            raise LookupException(
                f"The tf tree is invalid because it contains a loop.\n{self.text()}\n"
            )

    def _apart(self, target: str, source: str) -> ConnectivityException:
        return ConnectivityException(
            f"Could not find a connection between '{target}' and '{source}' because they are not "
            "part of the same tree.Tf has two or more unconnected trees."
        )

    def text(self) -> str:
        """One line for each frame that has, or had, a parent."""
        lines = []
        for frame, cache in self.frames.items():
            if cache is not None:
                latest = cache.latest
                parent = latest.parent if latest else "NO_PARENT"
                lines.append(f"Frame {frame} exists with parent {parent}.\n")
        return "".join(lines)


def badly_named(frame: str) -> str:
    """What is wrong with a frame's name; empty if nothing is."""
    if not frame:
        return "in tf2 frame_ids cannot be empty"
    return "in tf2 frame_ids cannot start with a '/'" if frame[0] == "/" else ""


def chain(walked: list[Stored]) -> Rigid:
    """The transform from the first of the frames that were passed to the last one's parent."""
    return reduce(lambda below, stored: stored.rigid @ below, walked, IDENTITY)


def earliest(walked: list[Stored]) -> int:
    """The earliest stamp in nanoseconds; fixed transforms, with stamp 0, do not count."""
    return min((stored.stamp_ns for stored in walked if stored.stamp_ns), default=0)


def between(error: ExtrapolationException, target: str, source: str) -> ExtrapolationException:
    return ExtrapolationException(
        f"{error}, when looking up transform from frame [{source}] to frame [{target}]"
    )
