"""Puts virtual threads in the place of the interpreter's.

All of the standard library that waits (Event, Condition, Semaphore, Barrier, Queue, Timer,
Thread.join, ThreadPoolExecutor, logging, imports) rests on a few primitives of `_thread`.
`install` replaces these, before the program or anything that it uses is imported.
"""

from __future__ import annotations

import _thread
import _threading_local
import queue
import sys
import threading
from collections.abc import Callable
from typing import Any

from greenlet import getcurrent

from .locks import Lock, RLock
from .scheduler import Scheduler, VirtualThread

HUB_IDENT = 2**31


class ThreadHandle:
    """What `threading.Thread` holds of its thread, from Python 3.13 on."""

    def __init__(self, ident: int | None = None) -> None:
        self.ident = ident
        self._done = Lock()
        self._done.acquire()

    def ends_with(self, thread: VirtualThread) -> None:
        """Stand for `thread`: only its end will set it done."""
        self.ident = thread.ident
        self._done.holder, self._done.kept = thread, True

    def is_done(self) -> bool:
        return not self._done.locked()

    def _set_done(self) -> None:
        if self._done.locked():
            self._done.release()

    def join(self, timeout: float | None = None) -> None:
        if self._done.acquire(timeout=-1 if timeout is None else max(timeout, 0)):
            self._done.release()


def get_ident() -> int:
    """The ident of the present virtual thread, also inside greenlets of the program's own."""
    current: Any = getcurrent()
    while current is not None:
        if isinstance(current, VirtualThread):
            return current.ident
        current = current.parent
    return HUB_IDENT


class Threads:
    """The thread primitives over one scheduler."""

    def __init__(self, scheduler: Scheduler) -> None:
        self.scheduler = scheduler

    def start_new_thread(
        self, function: Callable[..., object], args: tuple[Any, ...] = (), kwargs: Any = None
    ) -> int:
        return self._start(lambda: function(*args, **(kwargs or {}))).ident

    def start_joinable_thread(
        self,
        function: Callable[[], object],
        handle: ThreadHandle | None = None,
        daemon: bool = True,
    ) -> ThreadHandle:
        handle = handle or ThreadHandle()
        handle.ends_with(self._start(function, handle._set_done))
        return handle

    def set_sentinel(self) -> Lock:
        """A lock that is released when the present thread ends (Python up to 3.12)."""
        lock = Lock()
        lock.kept = True
        getcurrent().sentinel = lock
        return lock

    def _start(
        self, function: Callable[[], object], ended: Callable[[], None] = lambda: None
    ) -> VirtualThread:
        def run() -> None:
            try:
                function()
            except SystemExit:
                pass
            except BaseException:
                sys.excepthook(*sys.exc_info())
            finally:
                sentinel = getattr(thread, "sentinel", None)
                if sentinel is not None and sentinel.locked():
                    sentinel.release()
                ended()

        thread = self.scheduler.spawn(run)
        return thread

    def install(self) -> None:
        """Replace the primitives. Call once, before the program is imported."""
        Lock.scheduler = self.scheduler
        replace(
            (_thread, threading),
            allocate_lock=Lock,
            allocate=Lock,
            lock=Lock,
            Lock=Lock,
            LockType=Lock,
            RLock=RLock,
            get_ident=get_ident,
            start_new_thread=self.start_new_thread,
            start_new=self.start_new_thread,
            start_joinable_thread=self.start_joinable_thread,
            _set_sentinel=self.set_sentinel,
            _ThreadHandle=ThreadHandle,
            _make_thread_handle=ThreadHandle,
            _get_main_thread_ident=lambda: 1,
            set_name=lambda name: None,  # Python 3.14's would rename the process
        )
        threading._CRLock = threading._PyRLock = RLock  # type: ignore[attr-defined]
        threading.local = _threading_local.local  # type: ignore[assignment]
        queue.SimpleQueue = queue._PySimpleQueue  # type: ignore[attr-defined, misc]
        self._renew_locks()

    @staticmethod
    def adopt_main(thread: VirtualThread) -> None:
        """Make `thread` what `threading.main_thread()` is."""
        main: Any = threading.main_thread()
        main._ident = thread.ident
        threading._active = {thread.ident: main}  # type: ignore[attr-defined]
        if hasattr(main, "_handle"):
            main._handle = ThreadHandle()
            main._handle.ends_with(thread)
        else:
            main._tstate_lock = Lock()
            main._tstate_lock.acquire()
            main._tstate_lock.holder, main._tstate_lock.kept = thread, True

    @staticmethod
    def _renew_locks() -> None:
        """Real locks that threading and queue made when they were imported."""
        module: Any = threading
        module._active_limbo_lock = RLock()
        main = module.main_thread()
        main._started._cond = module.Condition(Lock())
        if hasattr(module, "_shutdown_locks"):
            module._shutdown_locks_lock = Lock()
            module._shutdown_locks.clear()


def replace(modules: tuple[Any, ...], **functions: Any) -> None:
    """Set each name in every module that has it, also under a leading underscore."""
    for module in modules:
        for name, function in functions.items():
            for known in (name, f"_{name}"):
                if hasattr(module, known):
                    setattr(module, known, function)


def join_all() -> None:
    """Wait for the program's non-daemon threads, as the interpreter does at its end."""
    module: Any = threading
    for function in reversed(getattr(module, "_threading_atexits", [])):
        function()
    _release_main(module.main_thread())
    while True:
        left = [
            thread
            for thread in threading.enumerate()
            if thread.is_alive()  # not after a `join` that Ctrl-C broke off
            and not thread.daemon
            and thread is not threading.current_thread()
        ]
        if not left:
            return
        left[0].join()


def _release_main(main: Any) -> None:
    """Whoever joins the main thread goes on when only the others are left."""
    if hasattr(main, "_handle"):
        main._handle._set_done()
    elif main._tstate_lock is not None:
        lock, main._tstate_lock, main._is_stopped = main._tstate_lock, None, True
        lock.release()
