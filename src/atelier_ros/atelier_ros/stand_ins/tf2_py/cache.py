"""One frame's transforms to its parent, over the last seconds or for ever."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import Protocol

from .exceptions import ExtrapolationException
from .rigid import Rigid, interpolate

NS = 1_000_000_000


@dataclass(frozen=True)
class Stored:
    """Where a frame was in `parent` at a time."""

    stamp_ns: int
    parent: str
    rigid: Rigid


class Cache(Protocol):
    """A frame's transforms. Time 0 means the latest."""

    def at(self, time_ns: int) -> Stored:
        """Raises `ExtrapolationException` if the time is not covered."""

    def insert(self, stored: Stored) -> bool:
        """False if it is too old to be kept."""

    def clear(self) -> None: ...

    @property
    def latest(self) -> Stored | None:
        """The newest transform; of a fixed one the stamp is 0."""

    @property
    def span_ns(self) -> tuple[int, int]:
        """The oldest and the newest stamp."""

    @property
    def count(self) -> int: ...


class TimeCache:
    """Transforms of the last `length_ns` before the newest, interpolated in between."""

    def __init__(self, length_ns: int) -> None:
        self._length_ns = length_ns
        self._stored: list[Stored] = []  # the oldest first; of equal stamps the last to come last
        self._stamps: list[int] = []

    def at(self, time_ns: int) -> Stored:
        if not self._stored:
            raise ExtrapolationException
        first, last = self._stored[0], self._stored[-1]
        if time_ns in (0, last.stamp_ns):
            return last
        if time_ns == first.stamp_ns:
            return first
        if len(self._stored) == 1:
            raise ExtrapolationException(
                f"Lookup would require extrapolation at time {seconds(time_ns)}, but only time "
                f"{seconds(last.stamp_ns)} is in the buffer"
            )
        if time_ns > last.stamp_ns:
            raise ExtrapolationException(
                "Lookup would require extrapolation into the future.  Requested time "
                f"{seconds(time_ns)} but the latest data is at time {seconds(last.stamp_ns)}"
            )
        if time_ns < first.stamp_ns:
            raise ExtrapolationException(
                "Lookup would require extrapolation into the past.  Requested time "
                f"{seconds(time_ns)} but the earliest data is at time {seconds(first.stamp_ns)}"
            )
        after = bisect_right(self._stamps, time_ns)
        one, two = self._stored[after - 1], self._stored[after]
        if one.parent != two.parent:
            return one
        ratio = (time_ns - one.stamp_ns) / (two.stamp_ns - one.stamp_ns)
        return Stored(time_ns, one.parent, interpolate(one.rigid, two.rigid, ratio))

    def insert(self, stored: Stored) -> bool:
        if self._stamps:
            start_ns = self._stamps[-1] - self._length_ns
            old = 0
            while self._stamps[old] < start_ns:
                old += 1
            del self._stored[:old], self._stamps[:old]
            if stored.stamp_ns < start_ns:
                return False
        at = bisect_right(self._stamps, stored.stamp_ns)
        same = at
        while same and self._stamps[same - 1] == stored.stamp_ns:
            same -= 1
            if self._stored[same] == stored:
                return True
        self._stored.insert(at, stored)
        self._stamps.insert(at, stored.stamp_ns)
        return True

    def clear(self) -> None:
        self._stored.clear()
        self._stamps.clear()

    @property
    def latest(self) -> Stored | None:
        return self._stored[-1] if self._stored else None

    @property
    def span_ns(self) -> tuple[int, int]:
        return (self._stamps[0], self._stamps[-1]) if self._stamps else (0, 0)

    @property
    def count(self) -> int:
        return len(self._stored)


class StaticCache:
    """One transform that holds at every time, and stays when the buffer is cleared."""

    def __init__(self) -> None:
        self._stored: Stored | None = None

    def at(self, time_ns: int) -> Stored:
        assert self._stored is not None
        return Stored(time_ns, self._stored.parent, self._stored.rigid)

    def insert(self, stored: Stored) -> bool:
        self._stored = stored
        return True

    def clear(self) -> None:
        pass

    @property
    def latest(self) -> Stored | None:
        return self.at(0)

    @property
    def span_ns(self) -> tuple[int, int]:
        return (0, 0)

    @property
    def count(self) -> int:
        return 1


def seconds(time_ns: int) -> str:
    """Seconds with six digits behind the point."""
    return f"{time_ns / NS:.6f}"
