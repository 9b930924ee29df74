"""What every clock of the machine shows, once simulated time stands in for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .patience import Patience

if TYPE_CHECKING:
    from .scheduler import Scheduler

READINGS = 1000
"""How often a program may read a clock at one moment, before it counts as a loop that waits."""

LOOPING = 100
"""The same of one that has been such a loop for some moments: 20,000 readings a second, as real
time leaves to one that computes 50 us between them."""

TELLING = 16
COARSE_NS = 250
FINE_NS = 1


class Stopwatch:
    """Simulated time, never twice the same: programs divide by the difference of two readings.

    The first `TELLING` readings at one moment are `COARSE_NS` apart, which `time.time()` can tell
    as a float; further ones `FINE_NS`. What has been added stays: after a sleep of a second a
    clock never shows that less than a second has passed.
    """

    def __init__(self, scheduler: Scheduler) -> None:
        self._scheduler = scheduler
        self._count = Patience(scheduler, READINGS, LOOPING)
        self._last_ns = -COARSE_NS
        self._added_ns = 0

    def __call__(self) -> int:
        """Nanoseconds since the program's start; a thread that asks too often waits."""
        step_ns = COARSE_NS if self._count() <= TELLING else FINE_NS
        now_ns = self._scheduler.now_ns
        shown_ns = max(now_ns + self._added_ns, self._last_ns + step_ns)
        self._added_ns = shown_ns - now_ns
        self._last_ns = shown_ns
        return shown_ns
