"""The locks and semaphores that processes share: a thread that waits for one lets the others run.

All virtual threads are one to the machine, so whose a lock is, is held here.
"""

from __future__ import annotations

import _multiprocessing
import threading
from typing import Any

from .outside import Outside

RECURSIVE = 0
"""The kind of a lock that its holder may take again."""


def install(outside: Outside) -> None:
    """Put it in the place of what `multiprocessing` rests on."""
    real: Any = _multiprocessing.SemLock

    class SemLock(real):
        holder = 0
        taken = 0

        def acquire(self, block: bool = True, timeout: float | None = None) -> bool:
            me = threading.get_ident()
            mine = False

            def take() -> bool:
                nonlocal mine
                if not mine and (self.holder in (0, me) or not real._is_mine(self)):
                    mine = bool(real.acquire(self, False))
                    self.taken += mine
                if mine and self.kind == RECURSIVE:
                    self.holder = me
                return mine

            if take():
                return True
            if not block:
                return False
            if outside.alone_for(timeout):
                self.taken += (got := bool(real.acquire(self, block, timeout)))
                return got
            return outside.wait(take, timeout, self._is_elsewhere)

        def _is_elsewhere(self) -> bool:
            """Whether another process holds this lock; of a semaphore nobody can tell."""
            return bool(self.maxvalue == 1 and not self.taken)

        def release(self) -> None:
            real.release(self)
            self.taken = max(self.taken - 1, 0)

        def __enter__(self) -> bool:
            return self.acquire()

        def __exit__(self, *exception: object) -> None:
            self.release()

    _multiprocessing.SemLock = SemLock
