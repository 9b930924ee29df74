"""Makes waits for descriptors, such as those of asyncio, follow simulated time.

What comes through a descriptor comes from another thread of the program, at a moment of simulated
time, or from another process, whenever that gets there. A thread that has no companion can only
wait for the latter: it waits for real.
"""

from __future__ import annotations

import math
import select
import selectors
import threading
from collections.abc import Callable
from typing import Any

from .outside import Outside, has_work
from .patience import Patience
from .scheduler import Scheduler
from .wire import NEVER_NS

TURNS = 100
"""Turns of an event loop at one moment, before it counts as one that never waits."""


class Selecting:
    """`select.select` and the classes of `selectors`, over one scheduler."""

    def __init__(self, scheduler: Scheduler, outside: Outside) -> None:
        self._scheduler = scheduler
        self._outside = outside
        self._patience = Patience(scheduler, TURNS)

    def install(self) -> None:
        """Replace the functions that wait."""
        self._replace(selectors.EpollSelector)  # asyncio's
        self._replace(selectors.PollSelector, outside=True)  # that of subprocess
        self._replace(selectors.SelectSelector, outside=True)
        real = select.select

        def virtual(rlist: Any, wlist: Any, xlist: Any, timeout: float | None = None) -> Any:
            ends = list(rlist), list(wlist), list(xlist)
            if any(ends) and self._outside.alone_for(timeout):
                return real(*ends, timeout)
            found: Any = [], [], []

            def look() -> bool:
                nonlocal found
                found = real(*ends, 0)
                return any(found)

            self._wait(look, timeout)
            return found

        select.select = virtual
        select.poll = self._polling(select.poll, 1e3)  # type: ignore[misc]
        select.epoll = self._polling(select.epoll, 1.0)  # type: ignore[misc]

    def _polling(self, kind: Any, per_s: float) -> type[Any]:
        """A class in the place of one of `select`'s, whose timeouts count `per_s` to a second."""
        selecting = self

        class Polling:
            def __init__(self, *args: Any, **options: Any) -> None:
                self._real = kind(*args, **options)

            def poll(self, timeout: float | None = None, maxevents: int = -1) -> Any:
                limit = () if maxevents == -1 else (maxevents,)
                timeout_s = None if timeout is None or timeout < 0 else timeout / per_s
                if selecting._outside.alone_for(timeout_s):
                    return self._real.poll(timeout, *limit)
                found: Any = []

                def look() -> bool:
                    nonlocal found
                    found = self._real.poll(0, *limit)
                    return bool(found)

                selecting._wait(look, timeout_s)
                return found

            def __getattr__(self, name: str) -> Any:
                return getattr(self._real, name)

            def __enter__(self) -> Any:
                return self

            def __exit__(self, *exception: object) -> None:
                self._real.close()

        Polling.__name__ = Polling.__qualname__ = kind.__name__
        return Polling

    def _replace(self, kind: Any, outside: bool = False) -> None:
        real = kind.select

        def virtual(selector: Any, timeout: float | None = None) -> Any:
            if outside and self._outside.alone_for(timeout):
                return real(selector, timeout)
            found: Any = []

            def look() -> bool:
                nonlocal found
                found = real(selector, 0)
                return bool(found)

            if outside and (timeout is None or timeout > 0):
                thread = threading.current_thread()
                self._outside.wait(look, timeout, lambda: has_work(thread))
            elif not look() and outside:
                self._patience()
                self._scheduler.give_way()  # a pool's thread asks until another has answered
            elif not found:
                self._wait(look, timeout)
            return found

        kind.select = virtual

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
