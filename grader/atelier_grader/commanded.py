"""What a program has commanded, kept to tell whose fault it is that physics broke down."""

from __future__ import annotations

from collections import deque

from .messages import MessageError, decode, largest

KEPT = 1000
KEPT_BYTES = 4 * 2**20
"""Commands are looked at only when it matters, or when there are too many to keep."""


class Commanded:
    """Remembers whether a command has ever asked for more than `limit`, in any of its numbers."""

    def __init__(self, limit: float, max_bytes: int) -> None:
        self._limit = limit
        self._max_bytes = max_bytes
        self._kept: deque[tuple[str, bytes]] = deque()
        self._bytes = 0
        self._impossible = False

    def add(self, type_name: str, cdr: bytes) -> None:
        if self._impossible or len(cdr) > self._max_bytes:
            return  # nothing can be added to that; nobody obeys that
        self._kept.append((type_name, cdr))
        self._bytes += len(cdr)
        while len(self._kept) > KEPT or self._bytes > KEPT_BYTES:
            self._judge()

    @property
    def impossible(self) -> bool:
        """Whether one did."""
        while self._kept and not self._impossible:
            self._judge()
        return self._impossible

    def _judge(self) -> None:
        """Look at the oldest one that is kept, and let it go."""
        type_name, cdr = self._kept.popleft()
        self._bytes -= len(cdr)
        try:
            message = decode(type_name, cdr, self._max_bytes)
        except MessageError:
            return  # it was refused
        self._impossible = self._impossible or largest(message) > self._limit
