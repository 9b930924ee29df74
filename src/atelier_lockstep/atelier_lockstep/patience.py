"""An end to loops that ask instead of waiting, which would hold simulated time still."""

from __future__ import annotations

from typing import TYPE_CHECKING

from greenlet import getcurrent

if TYPE_CHECKING:
    from .scheduler import Scheduler

PAUSE_NS = 5_000_000
FORGET_NS = 4 * PAUSE_NS


class Patience:
    """Counts how often the program has asked for something at the present moment.

    After `limit` times the thread that asks waits for `PAUSE_NS`. Where it goes on like that, the
    limit halves, down to `least`; it is the full one again `FORGET_NS` after the last such wait.
    """

    def __init__(self, scheduler: Scheduler, limit: int, least: int | None = None) -> None:
        self._scheduler = scheduler
        self._full = self._limit = limit
        self._least = limit if least is None else least
        self._moment_ns = self._paused_ns = -1
        self._count = 0

    def __call__(self) -> int:
        """Count once more; how often it was at this moment, from 1."""
        scheduler = self._scheduler
        if self._moment_ns != scheduler.now_ns:
            self._moment_ns, self._count = scheduler.now_ns, 0
            if self._moment_ns - self._paused_ns > FORGET_NS:
                self._limit = self._full
        self._count += 1
        if self._count > self._limit and getcurrent() is not scheduler.hub:
            self._count = 0
            self._limit = max(self._least, self._limit // 2)
            self._paused_ns = scheduler.now_ns
            scheduler.sleep(PAUSE_NS)
        return self._count
