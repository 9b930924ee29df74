"""Makes the clocks of `time` and `datetime`, and `time.sleep`, follow simulated time.

The monotonic clocks start at `MONOTONIC_NS` and the wall clock at `EPOCH_NS`, so that a program
sees plausible values, the same in every run.
"""

from __future__ import annotations

import datetime
import os
import queue
import sys
import threading
import time
from typing import Any

from .scheduler import Scheduler

Moment = time.struct_time

POOL = os.path.join(os.path.dirname(os.__file__), "multiprocessing", "pool.py")

EPOCH_NS = 1_767_225_600 * 10**9
"""2026-01-01T00:00:00Z"""

MONOTONIC_NS = 1000 * 10**9


class VirtualTime:
    """The functions of the `time` module over a scheduler."""

    def __init__(self, scheduler: Scheduler) -> None:
        self.scheduler = scheduler
        self._localtime, self._gmtime, self._strftime = time.localtime, time.gmtime, time.strftime
        self._clock_gettime_ns = time.clock_gettime_ns

    def sleep(self, seconds: float) -> None:
        if seconds < 0:
            raise ValueError("sleep length must be non-negative")
        if not seconds and sys._getframe(1).f_code.co_filename == POOL:
            self.scheduler.give_way()  # it ends as its processes do, whenever that is
        else:
            self.scheduler.sleep(int(seconds * 1e9))

    def time_ns(self) -> int:
        return EPOCH_NS + self.scheduler.elapsed_ns()

    def monotonic_ns(self) -> int:
        return MONOTONIC_NS + self.scheduler.elapsed_ns()

    def cpu_ns(self) -> int:
        """Process and thread time: thinking costs none, so it is the simulated time."""
        return self.scheduler.elapsed_ns()

    def time(self) -> float:
        return self.time_ns() / 1e9

    def monotonic(self) -> float:
        return self.monotonic_ns() / 1e9

    def cpu(self) -> float:
        return self.cpu_ns() / 1e9

    def clock_gettime_ns(self, clock: int) -> int:
        if clock == time.CLOCK_REALTIME:
            return self.time_ns()
        if clock in (time.CLOCK_PROCESS_CPUTIME_ID, time.CLOCK_THREAD_CPUTIME_ID):
            return self.cpu_ns()
        self._clock_gettime_ns(clock)  # an unknown clock raises as it would
        return self.monotonic_ns()

    def clock_gettime(self, clock: int) -> float:
        return self.clock_gettime_ns(clock) / 1e9

    def times(self) -> os.times_result:
        """As `os.times`: what its processes used is the simulated time too."""
        return os.times_result((self.cpu(), 0.0, 0.0, 0.0, self.monotonic()))

    def localtime(self, seconds: float | None = None) -> Moment:
        return self._localtime(self.time() if seconds is None else seconds)

    def gmtime(self, seconds: float | None = None) -> Moment:
        return self._gmtime(self.time() if seconds is None else seconds)

    def asctime(self, moment: Any = None) -> str:
        return self.strftime("%a %b %e %H:%M:%S %Y", moment)

    def ctime(self, seconds: float | None = None) -> str:
        return self.asctime(self.localtime(seconds))

    def strftime(self, form: str, moment: Any = None) -> str:
        return self._strftime(form, self.localtime() if moment is None else moment)

    def install(self) -> None:
        """Replace the functions of `time` and the clocks of `datetime`."""
        for name in (
            "sleep", "time", "time_ns", "monotonic", "monotonic_ns", "localtime", "gmtime",
            "asctime", "ctime", "strftime", "clock_gettime", "clock_gettime_ns",
        ):  # fmt: skip
            setattr(time, name, getattr(self, name))
        time.perf_counter = self.monotonic
        time.perf_counter_ns = self.monotonic_ns
        time.process_time = time.thread_time = self.cpu
        time.process_time_ns = time.thread_time_ns = self.cpu_ns
        os.times = self.times
        threading._time = queue.time = self.monotonic  # type: ignore[attr-defined]
        datetime.datetime = virtual_datetime(self)  # type: ignore[misc]
        datetime.date = virtual_date(self)  # type: ignore[misc]


class _Same(type):
    """A class whose `isinstance` answers for its base, so that old and new objects mix."""

    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, cls.__mro__[1])

    def __subclasscheck__(cls, subclass: type) -> bool:
        return issubclass(subclass, cls.__mro__[1])


def virtual_datetime(clock: VirtualTime) -> type[datetime.datetime]:
    real = datetime.datetime

    class Datetime(real, metaclass=_Same):  # type: ignore[misc, valid-type]
        @classmethod
        def now(cls, tz: datetime.tzinfo | None = None) -> Any:
            return cls.fromtimestamp(clock.time(), tz)

        @classmethod
        def today(cls) -> Any:
            return cls.now()

        @classmethod
        def utcnow(cls) -> Any:
            return cls.fromtimestamp(clock.time(), datetime.timezone.utc).replace(tzinfo=None)

    Datetime.__name__ = Datetime.__qualname__ = "datetime"
    Datetime.__module__ = "datetime"
    return Datetime


def virtual_date(clock: VirtualTime) -> type[datetime.date]:
    real = datetime.date

    class Date(real, metaclass=_Same):  # type: ignore[misc, valid-type]
        @classmethod
        def today(cls) -> Any:
            return cls.fromtimestamp(clock.time())

    Date.__name__ = Date.__qualname__ = "date"
    Date.__module__ = "datetime"
    return Date
