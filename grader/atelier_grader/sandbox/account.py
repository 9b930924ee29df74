"""What all programs of this process have used together, as the kernel counts it."""

from __future__ import annotations

import threading


class Account:
    """CPU time of ended programs, each with all that it had started. Threads may share it."""

    def __init__(self) -> None:
        self._cpu_s = 0.0
        self._lock = threading.Lock()

    @property
    def cpu_s(self) -> float:
        return self._cpu_s

    def add(self, cpu_s: float) -> None:
        with self._lock:
            self._cpu_s += cpu_s


SPENT = Account()
"""A cell adds to it when it is closed."""
