"""The controller's end of the lock-step: moves simulated time by asking the grader."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable

from . import wire
from .scheduler import Scheduler
from .wire import Ended, Idle, Kind, Setup

real_sleep = time.sleep
real_clock = time.monotonic
real_wall_ns = time.time_ns

CLEAN_UP_NS = 5 * 10**9
"""Simulated time that a program may still use after the mission's end, for its `finally`."""


LOOK_NS = 2_000_000
"""How long a child sleeps between two looks at what it waits for."""


class Channel:
    """The socket to the grader. After `STOP` time moves by itself, and nobody listens."""

    def __init__(self, stream: socket.socket, scheduler: Scheduler) -> None:
        self._stream = stream
        self._scheduler = scheduler
        self._forked = False
        self._deadline_ns: int | None = None
        self.take_commands: Callable[[], tuple[tuple[int, bytes], ...]] = tuple
        self.listened: Callable[[], int] = lambda: 0
        self.moved: Callable[[tuple[tuple[int, bytes], ...]], None] = lambda messages: None
        self.stopped: Callable[[], None] = lambda: None
        self.unfinished: Callable[[], None] = lambda: None

    @property
    def heard(self) -> bool:
        """Whether the grader still listens to what the program does."""
        return not self._forked and self._deadline_ns is None

    def setup(self) -> Setup:
        """Read the first frame."""
        frame = wire.read(self._stream)
        if frame is None or frame[0] is not Kind.SETUP:
            raise wire.WireError("the first frame is not SETUP")
        return wire.unpack_setup(frame[1])

    def ready(self) -> None:
        """The next thing that runs is the program's own code."""
        wire.write(self._stream, Kind.READY, b"")

    def idle(self, next_wakeup_ns: int) -> None:
        """Every thread waits: send the commands, take over the new time and the messages."""
        scheduler = self._scheduler
        if self._forked:
            self._run_real(next_wakeup_ns)
            return
        if self._deadline_ns is not None:
            self._run_free(next_wakeup_ns)
            return
        idle = Idle(next_wakeup_ns, self.listened(), self.take_commands())
        wire.write(self._stream, Kind.IDLE, wire.pack_idle(idle))
        frame = wire.read(self._stream)
        if frame is None:
            os._exit(0)  # the grader is gone
        kind, body = frame
        if kind is Kind.TICK:
            tick = wire.unpack_tick(body)
            scheduler.now_ns = tick.now_ns
            self.moved(tick.messages)
        elif kind is Kind.STOP:
            self._deadline_ns = scheduler.now_ns + CLEAN_UP_NS
            self.stopped()
        else:
            raise wire.WireError(f"{kind.name} is not for the controller")

    def _run_free(self, next_wakeup_ns: int) -> None:
        assert self._deadline_ns is not None
        if next_wakeup_ns > self._deadline_ns:
            self.unfinished()
            os._exit(0)  # it waits for what will not come
        self._scheduler.now_ns = next_wakeup_ns
        self.moved(())

    def fork(self) -> None:
        """The present process is a fork of the program: it must not speak in its name."""
        self._forked = True
        self._stream.close()

    def _run_real(self, next_wakeup_ns: int) -> None:
        """A child has the program's threads no more, nor its robot: it waits on the machine."""
        if self._scheduler.waiters:
            next_wakeup_ns = min(next_wakeup_ns, self._scheduler.now_ns + LOOK_NS)
        elif next_wakeup_ns == wire.NEVER_NS:
            os._exit(0)  # it waits for what will not come
        real_sleep(max(next_wakeup_ns - self._scheduler.now_ns, 0) / 1e9)
        self._scheduler.now_ns = next_wakeup_ns

    def end(self, ended: Ended) -> None:
        """Send what the program said last, and tell how it ended."""
        if self._forked:
            return
        try:
            if self.heard and (commands := self.take_commands()):
                now_ns = self._scheduler.now_ns
                last = Idle(now_ns + 1, self.listened(), commands)
                wire.write(self._stream, Kind.IDLE, wire.pack_idle(last))
                wire.read(self._stream)
            wire.write(self._stream, Kind.ENDED, wire.pack_ended(ended))
        except OSError:
            pass  # the grader is gone
