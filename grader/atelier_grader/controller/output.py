"""What a program prints: its first and its last bytes, at little cost however much it is."""

from __future__ import annotations

import contextlib
import fcntl
import os
import threading
import time
from collections.abc import Callable

KEPT_BYTES = 64 * 2**10
PIPE_BYTES = 2**20
END_S = 5.0
"""The rest comes at once when all writers are gone; a busy machine may take its time."""

REST_S = 0.01
"""Between two reads: a line of its own for each wakeup would cost more than the program."""


class Output:
    """Collects from the reading end of a pipe, which it closes.

    `hear` gets each piece as it comes, in the thread that reads.
    """

    def __init__(self, descriptor: int) -> None:
        with contextlib.suppress(OSError):  # a user may have used up its share of large pipes
            fcntl.fcntl(descriptor, fcntl.F_SETPIPE_SZ, PIPE_BYTES)
        self._descriptor = descriptor
        self._head = b""
        self._tail = b""
        self._ending = False
        self.size = 0
        self.hear: Callable[[bytes], None] = lambda chunk: None
        self._thread = threading.Thread(target=self._collect, daemon=True)
        try:
            self._thread.start()
        except BaseException:
            os.close(descriptor)
            raise

    def _collect(self) -> None:
        with contextlib.suppress(OSError):
            while chunk := os.read(self._descriptor, PIPE_BYTES):
                self.size += len(chunk)
                room = KEPT_BYTES - len(self._head)
                self._head += chunk[:room]
                self._tail = (self._tail + chunk[max(room, 0) :])[-KEPT_BYTES:]
                self.hear(chunk)
                if not self._ending:
                    time.sleep(REST_S)

    def close(self) -> None:
        """Wait for the rest, then stop reading. Safe to call twice."""
        self._ending = True
        self._thread.join(END_S)
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    @property
    def text(self) -> str:
        dropped = self.size - len(self._head) - len(self._tail)
        gap = f"\n... {dropped} bytes left out ...\n".encode() if dropped > 0 else b""
        return (self._head + gap + self._tail).decode("utf-8", "backslashreplace")
