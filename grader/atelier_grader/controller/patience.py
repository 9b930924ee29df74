"""Talking to a program that may never listen or answer, under limits of CPU and of wall time."""

from __future__ import annotations

import errno
import socket
import struct
import time
from dataclasses import dataclass
from typing import Any

from .process import ControllerProcess

BLOCKED_FACTOR = 6
"""How many times the limit of CPU time a program may wait without wanting CPU, before it counts as
blocked. While it waits for a core the machine is busy with something else."""

LOOK_S = 0.5
"""How long reading or writing waits, or may take, before it looks at what the program does."""

NOT_YET = (errno.EAGAIN, errno.EWOULDBLOCK)


@dataclass
class Stuck(Exception):
    """The program does not answer: it computes (`busy`), or waits for something else."""

    spent_s: float
    busy: bool


@dataclass
class Overdue(Exception):
    """The grader has waited long enough for this program, over the whole run.

    `waited_s` is this exchange's part, `delayed_s` what of the whole does not count.
    """

    waited_s: float
    delayed_s: float


def look_now_and_then(stream: Any) -> None:
    """Let a blocking socket return from waiting after `LOOK_S`, as `Patience` expects it to."""
    period = struct.pack("ll", *divmod(int(LOOK_S * 1e6), 1_000_000))
    for option in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
        stream.setsockopt(socket.SOL_SOCKET, option, period)


class Patience:
    """One exchange on the stream; now and then it looks at the CPU time used meanwhile.

    `left_s` is the wall time that may still be spent on waiting in the whole run; what a busy
    machine delays does not count, so it may be negative. Every method raises `Stuck` or `Overdue`,
    also where the program takes or gives single bytes.
    """

    def __init__(
        self, stream: Any, process: ControllerProcess, limit_s: float, left_s: float
    ) -> None:
        self._stream = stream
        self._process = process
        self._limit_s = limit_s
        self._left_s = left_s
        self._began_s = self._looked_s = time.monotonic()
        self._cpu_s: float | None = None
        self._awake_s = 0.0
        self._blocked_s = LOOK_S

    @property
    def waited_s(self) -> float:
        return time.monotonic() - self._began_s

    def require_time(self) -> None:
        """Raises `Overdue`."""
        waited_s = self.waited_s
        if waited_s > self._left_s:
            delayed_s = self._process.delayed_s()
            if waited_s > self._left_s + delayed_s:
                raise Overdue(waited_s, delayed_s)

    def sendall(self, data: bytes, /) -> None:
        left = memoryview(data)
        while left:
            try:
                left = left[self._stream.send(left) :]
            except OSError as error:
                if error.errno not in NOT_YET:
                    raise
                self._look()
            else:
                self._look_if_late()

    def recv_into(self, buffer: memoryview, /) -> int:
        while True:
            try:
                count = int(self._stream.recv_into(buffer))
            except OSError as error:
                if error.errno not in NOT_YET:
                    raise
                self._look()
            else:
                if count:
                    self._look_if_late()
                return count

    def _look_if_late(self) -> None:
        if time.monotonic() - self._looked_s > LOOK_S:
            self._look()

    def _look(self) -> None:
        now_s, cpu_s = time.monotonic(), self._process.cpu_s()
        since_s, self._looked_s = now_s - self._looked_s, now_s
        self.require_time()
        # Not whether it runs just now: it always does when one of its bytes has just come.
        before_s, self._awake_s = self._awake_s, cpu_s + self._process.starved_s()
        if self._cpu_s is None:
            self._cpu_s = cpu_s
            return
        if cpu_s - self._cpu_s >= self._limit_s:
            raise Stuck(cpu_s - self._cpu_s, busy=True)
        awake_s = max(0.0, self._awake_s - before_s)  # an ended thread takes its part along
        if awake_s > 0 or not self._process.wants_cpu():
            self._blocked_s = max(self._blocked_s + since_s - awake_s, LOOK_S)
        if self._blocked_s >= self._limit_s * BLOCKED_FACTOR:
            raise Stuck(self._blocked_s, busy=False)
