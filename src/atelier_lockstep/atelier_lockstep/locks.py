"""The lock types of virtual threads. What waits for a lock is woken in the order of asking."""

from __future__ import annotations

from collections import deque
from typing import Any, ClassVar

from greenlet import getcurrent

from .scheduler import Scheduler

TIMEOUT_MAX_S = 9e9


class Ticket:
    """One thread's place in the queue for a lock."""

    __slots__ = ("granted", "thread")

    def __init__(self, thread: Any) -> None:
        self.thread = thread
        self.granted = False


class Lock:
    """As `threading.Lock`; `scheduler` is set once, before the first lock is made.

    `holder` is the thread that has it; nobody else will release it where `kept` says so, as in a
    `with` statement. `waiting` has the lock that each thread waits for without a timeout, and
    since when.
    """

    __slots__ = ("__weakref__", "_held", "_queue", "holder", "kept")
    scheduler: Scheduler
    waiting: ClassVar[dict[Any, tuple[Lock, int]]] = {}

    def __init__(self) -> None:
        self._held = False
        self._queue: deque[Ticket] | None = None
        self.holder: Any = None
        self.kept = False

    def acquire(self, blocking: bool = True, timeout: float = -1) -> bool:
        if not self._held:
            self._held = True
            self.holder = getcurrent()
            return True
        check_timeout(blocking, timeout)
        if not blocking or timeout == 0:
            return False
        return self._queue_up(timeout)

    def _queue_up(self, timeout_s: float) -> bool:
        scheduler = self.scheduler
        ticket = Ticket(getcurrent())
        if self._queue is None:
            self._queue = deque()
        self._queue.append(ticket)
        end_ns = None
        if timeout_s > 0:
            end_ns = scheduler.now_ns + int(timeout_s * 1e9)
            alarm = scheduler.call_at(end_ns, lambda: scheduler.wake(ticket.thread))
        else:
            self.waiting[ticket.thread] = self, scheduler.now_ns
            scheduler.untimed.append(ticket.thread)
        try:
            while not ticket.granted and (end_ns is None or scheduler.now_ns < end_ns):
                scheduler.wait()
        except BaseException:
            if ticket.granted:
                self.release()
            raise
        finally:
            if not ticket.granted:
                self._queue.remove(ticket)
            if end_ns is not None:
                alarm.cancel()
            else:
                del self.waiting[ticket.thread]
        return ticket.granted

    def release(self) -> None:
        if not self._held:
            raise RuntimeError("release unlocked lock")
        self.kept = False
        if self._queue:
            ticket = self._queue.popleft()
            ticket.granted = True
            self.holder = ticket.thread
            self.scheduler.wake(ticket.thread)
        else:
            self._held = False
            self.holder = None

    def locked(self) -> bool:
        return self._held

    def __enter__(self) -> bool:
        self.acquire()
        self.kept = True
        return True

    def __exit__(self, *exception: object) -> None:
        self.release()

    acquire_lock = acquire
    release_lock = release
    locked_lock = locked

    def _at_fork_reinit(self) -> None:
        self._held = self.kept = False
        self._queue = None

    def __repr__(self) -> str:
        state = "locked" if self._held else "unlocked"
        return f"<{state} {type(self).__qualname__} object at {id(self):#x}>"


class RLock:
    """As `threading.RLock`."""

    __slots__ = ("__weakref__", "_block", "_count", "_owner")

    def __init__(self) -> None:
        self._block = Lock()
        self._owner: Any = None
        self._count = 0

    def acquire(self, blocking: bool = True, timeout: float = -1) -> bool:
        me = getcurrent()
        if self._owner is me:
            self._count += 1
            return True
        if self._block.acquire(blocking, timeout):
            self._block.kept = True
            self._owner = me
            self._count = 1
            return True
        return False

    def release(self) -> None:
        if self._owner is not getcurrent():
            raise RuntimeError("cannot release un-acquired lock")
        self._count -= 1
        if not self._count:
            self._owner = None
            self._block.release()

    def locked(self) -> bool:
        return self._block.locked()

    def __enter__(self) -> bool:
        return self.acquire()

    def __exit__(self, *exception: object) -> None:
        self.release()

    def __repr__(self) -> str:
        state = "locked" if self._count else "unlocked"
        return f"<{state} {type(self).__qualname__} count={self._count} at {id(self):#x}>"

    # What threading.Condition asks of its lock.

    def _is_owned(self) -> bool:
        return self._owner is getcurrent()

    def _release_save(self) -> tuple[int, Any]:
        if not self._count:
            raise RuntimeError("cannot release un-acquired lock")
        state = self._count, self._owner
        self._count, self._owner = 0, None
        self._block.release()
        return state

    def _acquire_restore(self, state: tuple[int, Any]) -> None:
        self._block.acquire()
        self._block.kept = True
        self._count, self._owner = state

    def _recursion_count(self) -> int:
        return self._count if self._owner is getcurrent() else 0

    def _at_fork_reinit(self) -> None:
        self._block._at_fork_reinit()
        self._count, self._owner = 0, None


def check_timeout(blocking: bool, timeout: float) -> None:
    """Refuse what CPython's locks refuse, in its words."""
    if not blocking and timeout != -1:
        raise ValueError("can't specify a timeout for a non-blocking call")
    if timeout < 0 and timeout != -1:
        raise ValueError("timeout value must be a non-negative number")
    if timeout > TIMEOUT_MAX_S:
        raise OverflowError("timeout value is too large")
