"""An end to loops that ask instead of waiting, which would hold simulated time still."""

from __future__ import annotations

from typing import TYPE_CHECKING

from greenlet import getcurrent

if TYPE_CHECKING:
    from .scheduler import Scheduler

PAUSE_NS = 5_000_000


class Patience:
    """Counts how often the program has asked for something at the present moment.

    After `limit` times the thread that asks waits for `PAUSE_NS`.
    """

    def __init__(self, scheduler: Scheduler, limit: int) -> None:
        self._scheduler = scheduler
        self._limit = limit
        self._moment_ns = -1
        self._count = 0

    def __call__(self) -> int:
        """Count once more; how often it was at this moment, from 1."""
        scheduler = self._scheduler
        if self._moment_ns != scheduler.now_ns:
            self._moment_ns, self._count = scheduler.now_ns, 0
        self._count += 1
        if self._count > self._limit and getcurrent() is not scheduler.hub:
            self._count = 0
            scheduler.sleep(PAUSE_NS)
        return self._count
