"""Finds programs for which nothing will ever happen again, or never stops happening.

A deadlock: no thread waits for simulated time or for a message, and one waits for what only
another could give; or some wait for one another for ever, whatever the others do. A loop without
time: callbacks that call forth one another at one moment.
"""

from __future__ import annotations

import contextlib
import linecache
import os
import re
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterable
from types import FrameType
from typing import Any

from rclpy.exceptions import InvalidHandle

from .locks import Lock
from .prospects import Prospects, coroutine_frames, entities_on, owner
from .scheduler import Scheduler, VirtualThread
from .stacks import describe, name_of, own_frames, place, stack_of

ROUNDS = 20_000
"""Looks for work at one moment of simulated time that found some, before it is a loop."""

SELDOM = 20
LATEST_NS = 10**9
"""Callbacks that await something may do so all the time: they are looked at after a twentieth of
the time that has passed since, or a second. What is knotted stays so."""

WATCHED = 200
"""The last so many rounds of these tell who takes part."""

COMPLETION = re.compile(
    r"\.(set_result|set_exception|remove_pending_request|destroy_client|destroy)\b"
    r"|(?<!timer)(?<!tmr)\.cancel\b",
    re.IGNORECASE,
)
"""What ends the wait for a future, other than the answer to its request."""

End = Callable[[str, str, str], None]
"""Ends the program: how, in a word; who and where; the stacks of all threads."""


class Stall:
    """Watches a scheduler and its executors; `end` is called once at most.

    `nodes()` are those of the program, whose own source lies in the folders `own`.
    """

    def __init__(
        self,
        scheduler: Scheduler,
        end: End,
        nodes: Callable[[], Iterable[Any]] = tuple,
        own: tuple[str, ...] = (),
    ) -> None:
        self._scheduler = scheduler
        self._end = end
        self._nodes = nodes
        self._own = own
        self._looked_ns = 0
        self._moment_ns = -1
        self._rounds = 0
        self._seen: Counter[str] = Counter()

    def install(self) -> None:
        self._scheduler.on_stall = self.look
        self._scheduler.on_untimed = self.look_for_knots

    def look_for_knots(self, threads: list[Any]) -> None:
        """Called when `threads` have begun to wait without a timeout: end the program if some wait
        for one another, or for answers that they themselves keep from coming."""
        if not any(thread is not None and may_tie(thread) for thread in threads):
            now_ns = self._scheduler.now_ns
            if None not in threads:
                return
            if now_ns - self._looked_ns < min(now_ns // SELDOM, LATEST_NS):
                self._scheduler.untimed.append(None)
                return
            self._looked_ns = now_ns
        with contextlib.suppress(InvalidHandle):  # something was destroyed: it may go on
            self._end_if_knotted()

    def _end_if_knotted(self) -> None:
        prospects = Prospects(self._scheduler, self._nodes(), self._completes_no_future)
        found = [f"{name_of(each)} in {place(each.gr_frame)}" for each in prospects.stuck_threads()]
        stacks = []
        for entity, task in prospects.stuck_tasks():
            frames = coroutine_frames(task)
            found.append(f"{label(entity)} in {place_of(frames)}")
            lines = [line for frame in frames for line in own_frames(frame)]
            stacks.append("\n".join([f"{label(entity)} awaits in", *lines]))
        if found:
            told = "\n".join([*stacks, describe(self._scheduler, None)])
            self._end("deadlocked", "; ".join(found), told)

    def _completes_no_future(self) -> bool:
        """Whether the program's own source leaves futures to whoever made them."""
        paths = [getattr(module, "__file__", None) for module in list(sys.modules.values())]
        sources = [path for path in paths if path and path.startswith(self._own)]
        return not any(
            COMPLETION.search(line) for path in sources for line in linecache.getlines(path)
        )

    def look(self) -> None:
        """Called when no thread waits for time: end the program if it waits for itself."""
        waiters = self._scheduler.waiters
        if any(waiter.hopeful() for waiter in waiters):
            return
        polling = {waiter.thread for waiter in waiters}
        stuck = [
            thread
            for thread in self._scheduler.threads.values()
            if in_callback(thread) or (thread not in polling and waits_in_vain(thread))
        ]
        if stuck:
            where = "; ".join(f"{name_of(each)} in {place(each.gr_frame)}" for each in stuck)
            self._end("deadlocked", where, describe(self._scheduler, None))

    def count(self, entity: Any) -> None:
        """A callback of `entity` is about to run."""
        if self._moment_ns != self._scheduler.now_ns:
            self._moment_ns, self._rounds = self._scheduler.now_ns, 0
        self._rounds += 1
        if self._rounds > ROUNDS - WATCHED:
            self._seen[label(entity)] += 1
        if self._rounds > ROUNDS:
            where = ", ".join(sorted(self._seen))
            self._end("looping", where, describe(self._scheduler, sys._getframe()))


def may_tie(thread: Any) -> bool:
    """Whether a thread waits for a lock that another keeps, or in a callback."""
    lock, _ = Lock.waiting.get(thread, (None, 0))
    return lock is not None and (
        owner(lock, thread) is not None or any(True for _ in entities_on(thread.gr_frame))
    )


def in_callback(thread: VirtualThread) -> bool:
    return any(frame.f_code.co_name == "await_or_execute" for frame in stack_of(thread.gr_frame))


def waits_in_vain(thread: VirtualThread) -> bool:
    """Whether a thread waits, outside of any callback, for a lock, a thread or a queue.

    One that waits for an Event or in a pause may mean Ctrl-C; daemon threads may wait for work.
    """
    active: dict[int, Any] = getattr(threading, "_active", {})
    known = active.get(thread.ident)
    if known is None or known.daemon:
        return False
    frames = [
        (os.path.basename(frame.f_code.co_filename), frame.f_code.co_name)
        for frame in stack_of(thread.gr_frame)
    ]
    if ("signals.py", "pause") in frames or ("thread.py", "_worker") in frames:
        return False
    waits = ("threading.py", "wait") in frames
    return not waits or ("threading.py", "join") in frames or ("queue.py", "get") in frames


def place_of(frames: list[FrameType]) -> str:
    """The place of the first of some frames that is in the program's own source."""
    own = [place(frame) for frame in frames]
    return next((each for each in own if "(" in each), own[0] if own else "")


def label(entity: Any) -> str:
    """A callback by name, with its place and what it hears."""
    callback = entity.callback
    code = getattr(getattr(callback, "__func__", callback), "__code__", None)
    where = "" if code is None else f" ({os.path.basename(code.co_filename)}:{code.co_firstlineno})"
    topic = getattr(entity, "topic_name", None) or getattr(entity, "srv_name", "")
    return f"{getattr(callback, '__name__', callback)}{where}{f' on {topic}' if topic else ''}"
