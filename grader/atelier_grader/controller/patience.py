"""Reading from a program that may never answer, under limits of CPU time and of wall time."""

from __future__ import annotations

import errno
import time
from dataclasses import dataclass
from typing import Any

from .process import ControllerProcess

BLOCKED_FACTOR = 6
"""How many times the limit of CPU time a program may be without CPU, before it counts as blocked:
a machine may be slow, or busy with something else."""

LOOK_S = 0.5
"""How long reading waits, or may take, before it looks at what the program does."""


@dataclass
class Stuck(Exception):
    """The program does not answer: it computes (`busy`), or waits for something else."""

    spent_s: float
    busy: bool


@dataclass
class Overdue(Exception):
    """The grader has waited long enough for this program, over the whole run."""

    waited_s: float


class Patience:
    """Reads one answer from the stream; now and then it looks at the CPU time used meanwhile.

    `left_s` is the wall time that may still be spent on waiting in the whole run.
    """

    def __init__(
        self, stream: Any, process: ControllerProcess, limit_s: float, left_s: float
    ) -> None:
        self._stream = stream
        self._process = process
        self._limit_s = limit_s
        self._left_s = left_s
        self._began_s = self._looked_s = time.monotonic()
        self._since: tuple[float, float] | None = None

    @property
    def waited_s(self) -> float:
        return time.monotonic() - self._began_s

    def sendall(self, data: bytes, /) -> None:
        self._stream.sendall(data)

    def recv_into(self, buffer: memoryview, /) -> int:
        """Raises `Stuck` or `Overdue`, also where bytes drip in one by one."""
        while True:
            try:
                count = int(self._stream.recv_into(buffer))
            except OSError as error:
                if error.errno not in (errno.EAGAIN, errno.EWOULDBLOCK):
                    raise
                self._look()
            else:
                if count and time.monotonic() - self._looked_s > LOOK_S:
                    self._look()
                return count

    def _look(self) -> None:
        now_s, cpu_s = time.monotonic(), self._process.cpu_s()
        self._looked_s = now_s
        if now_s - self._began_s > self._left_s:
            raise Overdue(now_s - self._began_s)
        if self._since is None:
            self._since = now_s - LOOK_S, cpu_s
            return
        blocked_s, busy_s = now_s - self._since[0], cpu_s - self._since[1]
        if busy_s >= self._limit_s:
            raise Stuck(busy_s, busy=True)
        if blocked_s >= self._limit_s * BLOCKED_FACTOR:
            raise Stuck(blocked_s, busy=False)
