"""Makes waits for descriptors, such as those of asyncio, follow simulated time.

What comes through a descriptor comes from another thread of the program, at a moment of simulated
time, or from another process, whenever that gets there. A thread that has no companion can only
wait for the latter: it waits for real, so that a child process costs no simulated time.
"""

from __future__ import annotations

import math
import select
import selectors
from collections.abc import Callable
from typing import Any

from .patience import Patience
from .scheduler import Scheduler
from .wire import NEVER_NS

TURNS = 100
"""Turns of an event loop at one moment, before it counts as one that never waits."""


class Selecting:
    """`select.select` and the classes of `selectors`, over one scheduler."""

    def __init__(self, scheduler: Scheduler) -> None:
        self._scheduler = scheduler
        self._patience = Patience(scheduler, TURNS)

    def install(self) -> None:
        """Replace the functions that wait."""
        self._replace(selectors.EpollSelector, alone=False)  # asyncio's: its timers come first
        self._replace(selectors.PollSelector, alone=True)
        self._replace(selectors.SelectSelector, alone=True)
        real = select.select

        def virtual(rlist: Any, wlist: Any, xlist: Any, timeout: float | None = None) -> Any:
            ends = list(rlist), list(wlist), list(xlist)
            if any(ends) and self._alone():
                return real(*ends, timeout)
            found: Any = [], [], []

            def look() -> bool:
                nonlocal found
                found = real(*ends, 0)
                return any(found)

            self._wait(look, timeout)
            return found

        select.select = virtual

    def _replace(self, kind: Any, alone: bool) -> None:
        real = kind.select

        def virtual(selector: Any, timeout: float | None = None) -> Any:
            if alone and self._alone():
                return real(selector, timeout)
            found: Any = []

            def look() -> bool:
                nonlocal found
                found = real(selector, 0)
                return bool(found)

            self._wait(look, timeout)
            return found

        kind.select = virtual

    def _alone(self) -> bool:
        return len(self._scheduler.threads) < 2

    def _wait(self, look: Callable[[], bool], timeout_s: float | None) -> None:
        """Wait until `look()` is true or the time is over; the last look is what counts."""
        scheduler = self._scheduler
        if look():
            return
        if timeout_s is not None and timeout_s <= 0:
            self._patience()
            return
        end_ns = NEVER_NS if timeout_s is None else scheduler.now_ns + math.ceil(timeout_s * 1e9)
        scheduler.wait_until(lambda: look() or scheduler.now_ns >= end_ns, end_ns)
