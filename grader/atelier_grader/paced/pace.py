"""Simulated time against wall time."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

MAX_LAG_S = 0.2

CATCH_UP = 4.0
"""A lag is made up at most at this multiple of the pace: each moment gets some time of its own."""

SLACK_S = 0.02
"""What may come at once: as long as a busy machine sleeps over the time that it was told."""


class Pace:
    """Holds simulated time, which begins when it is first waited for, to `speed` times wall time.

    A machine that falls behind by more than `MAX_LAG_S` does not catch up: the run gets slower,
    never faster than asked for.
    """

    def __init__(
        self,
        speed: float = 1.0,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._speed = speed
        self._clock = clock
        self._sleep = sleep
        self._zero_s: float | None = None
        self._last_s, self._last_ns = -math.inf, 0

    def wait_until(self, now_ns: int) -> None:
        """Return at the moment of the wall clock that belongs to `now_ns`."""
        due_s = now_ns / 1e9 / self._speed
        now_s = self._clock()
        if self._zero_s is None:
            self._zero_s = now_s
        if now_s - self._zero_s - due_s > MAX_LAG_S:
            self._zero_s = now_s - due_s
        step_s = (now_ns - self._last_ns) / 1e9 / self._speed
        soonest_s = max(self._last_s + step_s / CATCH_UP, now_s - SLACK_S)
        self._last_s, self._last_ns = max(self._zero_s + due_s, soonest_s), now_ns
        if self._last_s > now_s:
            self._sleep(self._last_s - now_s)
