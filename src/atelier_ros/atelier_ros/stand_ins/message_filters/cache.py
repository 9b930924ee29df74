"""The last messages of a filter, to be looked up by time."""

from __future__ import annotations

from typing import Any

from rclpy.time import Time

from .filter import SimpleFilter, stamp_of


class Cache(SimpleFilter):
    """Keeps the last `cache_size` messages in the order of arrival, and hands them on.

    Each question is answered with None where there is no such message.
    """

    def __init__(self, f: Any, cache_size: int = 1, allow_headerless: bool = False) -> None:
        super().__init__()
        self.cache_size = cache_size
        self.allow_headerless = allow_headerless
        self.cache_msgs: list[Any] = []
        self.cache_times: list[Time] = []
        self.connectInput(f)

    def connectInput(self, f: Any) -> None:  # noqa: N802
        self.incoming_connection = f.registerCallback(self.add)

    def add(self, msg: Any) -> None:
        stamp = stamp_of(msg, self.allow_headerless)
        if stamp is None:
            return
        self.cache_msgs.append(msg)
        self.cache_times.append(stamp)
        del self.cache_msgs[: -self.cache_size], self.cache_times[: -self.cache_size]
        self.signalMessage(msg)

    def _stamped(self) -> list[tuple[Time, Any]]:
        return list(zip(self.cache_times, self.cache_msgs, strict=True))

    def getInterval(self, from_stamp: Time, to_stamp: Time) -> list[Any]:  # noqa: N802
        """Messages from one time to another, both included."""
        return [each for stamp, each in self._stamped() if from_stamp <= stamp <= to_stamp]

    def getElemAfterTime(self, stamp: Time) -> Any:  # noqa: N802
        """The first to have come of those at this time or later."""
        return next((each for time, each in self._stamped() if time >= stamp), None)

    def getElemBeforeTime(self, stamp: Time) -> Any:  # noqa: N802
        """The last to have come of those at this time or earlier."""
        return next((each for time, each in reversed(self._stamped()) if time <= stamp), None)

    def getLastestTime(self) -> Time | None:  # noqa: N802  (spelt like that)
        return self.cache_times[-1] if self.cache_times else None

    def getOldestTime(self) -> Time | None:  # noqa: N802
        return self.cache_times[0] if self.cache_times else None

    def getLast(self) -> Any:  # noqa: N802
        return self.cache_msgs[-1] if self.cache_msgs else None
