"""Simulated time against wall time."""

from __future__ import annotations

import time
from collections.abc import Callable

MAX_LAG_S = 0.2


class Pace:
    """Holds simulated time back to `speed` times the wall clock.

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

    def wait_until(self, now_ns: int) -> None:
        """Return at the moment of the wall clock that belongs to `now_ns`."""
        due_s = now_ns / 1e9 / self._speed
        now_s = self._clock()
        if self._zero_s is None or now_s - self._zero_s - due_s > MAX_LAG_S:
            self._zero_s = now_s - due_s
        wait_s = self._zero_s + due_s - now_s
        if wait_s > 0:
            self._sleep(wait_s)
