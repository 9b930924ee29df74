"""Waits for other processes: while one is under way, simulated time stands still.

A child process works on the machine's time, which says nothing of the simulated one; so its
answer costs none, as the program's own thinking does. To go on for ever it must not: what has
been waited like that is never more than `AHEAD_S` ahead of simulated time. Time in which a child
could not work, because all cores were taken, does not count.
"""

from __future__ import annotations

import contextlib
import errno
import os
import select
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from .channel import real_clock, real_sleep
from .scheduler import Scheduler
from .wire import NEVER_NS

AHEAD_S = 5.0
SHORTEST_S = 0.0005
LONGEST_S = 0.005

real_read = os.read


class Outside:
    """The waits for other processes of one scheduler; the hub calls it before time moves."""

    def __init__(self, scheduler: Scheduler) -> None:
        self._scheduler = scheduler
        self._waits: dict[int, tuple[float, Callable[[], bool]]] = {}
        self._held_s = 0.0
        self._starved_ns: dict[str, int] = {}

    def __call__(self) -> bool:
        """Wait for real until a thread may go on; False where time should move instead."""
        pause_s = SHORTEST_S
        while self._worth_waiting():
            began_s = real_clock()
            real_sleep(pause_s)
            self._held_s += max(real_clock() - began_s - self._newly_starved_s(), 0.0)
            if self._scheduler.look_again():
                return True
            pause_s = min(pause_s * 1.5, LONGEST_S)
        return False

    def _worth_waiting(self) -> bool:
        if not self._waits or self._held_s > AHEAD_S + self._scheduler.now_ns / 1e9:
            return False
        return has_children() and any(
            self._held_s < end_s and busy() for end_s, busy in self._waits.values()
        )

    def _newly_starved_s(self) -> float:
        """How long a process below has waited for a core since the last call, at most."""
        before, self._starved_ns = self._starved_ns, dict(starved_ns())
        return max((now - before.get(c, 0) for c, now in self._starved_ns.items()), default=0) / 1e9

    @property
    def alone(self) -> bool:
        """Whether the present thread is the only one: it may as well wait on the machine."""
        return len(self._scheduler.threads) < 2

    def alone_for(self, timeout_s: float | None) -> bool:
        """Whether nothing but the machine can end a wait of the present thread's: not even time,
        unless a child may be under way."""
        return self.alone and (timeout_s is None or has_children())

    def wait(
        self,
        over: Callable[[], bool],
        timeout_s: float | None,
        busy: Callable[[], bool] = lambda: True,
    ) -> bool:
        """Wait until `over()`, at most `timeout_s`; False where it still is not.

        Time stands still only as long as `busy()`.
        """
        scheduler = self._scheduler
        end_ns = NEVER_NS if timeout_s is None else scheduler.now_ns + max(int(timeout_s * 1e9), 0)
        if not over() and scheduler.now_ns < end_ns:
            key = scheduler.next_order()
            self._waits[key] = self._held_s + (timeout_s or float("inf")), busy
            try:
                scheduler.wait_until(lambda: over() or scheduler.now_ns >= end_ns, end_ns)
            finally:
                del self._waits[key]
        return over()

    def read(self, descriptor: int, size: int) -> bytes:
        """In the place of `os.read`, which `multiprocessing` rests on."""
        if not self.alone and not readable(descriptor):
            thread = threading.current_thread()
            if os.get_blocking(descriptor):
                self.wait(lambda: readable(descriptor), None, lambda: has_work(thread))
        return real_read(descriptor, size)

    def install(self) -> None:
        """Replace the functions that wait for other processes."""
        outside = self
        popen: Any = subprocess.Popen
        real_wait = popen.wait

        def wait(child: Any, timeout: float | None = None) -> int:
            if outside.wait(lambda: child.poll() is not None, timeout):
                return int(real_wait(child))
            assert timeout is not None
            raise subprocess.TimeoutExpired(child.args, timeout)

        popen.wait = wait
        real_waitpid = os.waitpid

        def waitpid(number: int, options: int) -> tuple[int, int]:
            if not options & os.WNOHANG and number > 0 and not outside.alone:
                outside.wait(lambda: has_ended(number), None)
            return real_waitpid(number, options)

        os.waitpid = waitpid
        os.pidfd_open = no_descriptor
        os.read = self.read
        self._scheduler.hold = self


def no_descriptor(pid: int, flags: int = 0) -> int:
    """In the place of `os.pidfd_open`: asyncio, from Python 3.12 on, would wait for a child as for
    what comes from this process."""
    raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))


def readable(descriptor: int) -> bool:
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    return bool(poll.poll(0))


def has_children() -> bool:
    try:
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except ChildProcessError:
        return False
    return True


def starved_ns(parent: str = "self") -> Iterator[tuple[str, int]]:
    """How long each process below has waited for a core; none where the kernel does not tell."""
    for listed in Path(f"/proc/{parent}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            for child in listed.read_text().split():
                with contextlib.suppress(OSError, IndexError):
                    yield child, int(Path(f"/proc/{child}/schedstat").read_text().split()[1])
                yield from starved_ns(child)


def has_ended(number: int) -> bool:
    try:
        found = os.waitid(os.P_PID, number, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except ChildProcessError:
        return True
    return found is not None


def has_work(thread: Any) -> bool:
    """Whether somebody waits for what a thread waits for: the threads of a pool always wait."""
    if type(thread).__module__ == "concurrent.futures.process":
        return bool(thread.pending_work_items or thread.is_shutting_down())
    target = getattr(thread, "_target", None)
    if getattr(target, "__module__", "") == "multiprocessing.pool":
        jobs = [each for each in thread._args if isinstance(each, dict)]
        return any(jobs)
    return not sys.is_finalizing()
