"""Simulated time, and virtual threads that run one at a time on it.

Every thread of the program is a greenlet. The hub runs the ready ones in the order in which they
became ready; when all wait, it asks `idle` to move time, and wakes those whose moment has come.
Nothing here reads a real clock.
"""

from __future__ import annotations

import heapq
import itertools
import sys
from collections import deque
from collections.abc import Callable
from typing import Any

from greenlet import getcurrent, greenlet

from .patience import Patience
from .stopwatch import Stopwatch
from .wire import NEVER_NS

POLLS = 8


class VirtualThread(greenlet):
    """A greenlet with the identity of a thread. Idents count up from 1: the same in every run."""

    ident: int
    signals = 0
    interruptions: tuple[Callable[[], None], ...] = ()


class Alarm:
    """A callback at a moment of simulated time; `cancel` makes it void."""

    __slots__ = ("callback", "order", "time_ns")

    def __init__(self, time_ns: int, order: int, callback: Callable[[], None] | None) -> None:
        self.time_ns = time_ns
        self.order = order
        self.callback = callback

    def cancel(self) -> None:
        self.callback = None

    def __lt__(self, other: Alarm) -> bool:
        return (self.time_ns, self.order) < (other.time_ns, other.order)


def nothing() -> None:
    """The callback of an alarm that only makes time stop at its moment."""


class Waiter:
    """A thread that waits for something only a poll can tell.

    `poll` says whether it may go on, and is called in the hub whenever the answer may have
    changed. `wakeup_ns` is when the answer may change by itself; `hopeful` says whether anything
    but another thread can change it.
    """

    __slots__ = ("hopeful", "over", "poll", "seen", "thread", "wakeup_ns")

    def __init__(
        self,
        poll: Callable[[], bool],
        wakeup_ns: int,
        thread: Any,
        seen: int,
        hopeful: Callable[[], bool],
    ) -> None:
        self.poll = poll
        self.hopeful = hopeful
        self.wakeup_ns = wakeup_ns
        self.thread = thread
        self.seen = seen
        self.over = False


class Scheduler:
    """The one hub of a process. `idle(next_wakeup_ns)` must move `now_ns` forward.

    `on_stall` is called when no thread waits for time. `untimed` has the threads that have begun
    to wait without a timeout since time moved last, None for a callback that may; `on_untimed` is
    called with them.
    """

    def __init__(self) -> None:
        self.now_ns = 0
        self.idle: Callable[[int], None] = self._no_idle
        self.on_interrupt: Callable[[], None] = nothing
        self.on_stall: Callable[[], None] = nothing
        self.on_untimed: Callable[[list[Any]], None] = lambda threads: None
        self.untimed: list[Any] = []
        self.hold: Callable[[], bool] = bool
        self._ready: deque[Any] = deque()
        self._alarms: list[Alarm] = []
        self._waiters: list[Waiter] = []
        self._order = itertools.count()
        self._idents = itertools.count(1)
        self.turn = 0
        self._gives_way = False
        self.count_poll = Patience(self, POLLS)
        self.elapsed_ns = Stopwatch(self)
        self.hub = getcurrent()
        self.threads: dict[int, VirtualThread] = {}

    @staticmethod
    def _no_idle(next_wakeup_ns: int) -> None:
        raise RuntimeError("every thread waits and nothing moves time")

    def spawn(self, function: Callable[[], None]) -> VirtualThread:
        """Make a thread that runs `function` when its turn comes."""

        def run() -> None:
            try:
                function()
            finally:
                self.threads.pop(thread.ident, None)

        thread = VirtualThread(run, parent=self.hub)
        thread.ident = next(self._idents)
        self.threads[thread.ident] = thread
        self._ready.append(thread)
        return thread

    def run(self, until: VirtualThread) -> None:
        """Run the hub, in the greenlet that made the scheduler, until thread `until` is dead."""
        while True:
            while self._ready:
                thread = self._ready.popleft()
                if not thread.dead:
                    self.turn += 1
                    thread.switch()
                if self._gives_way:
                    self._gives_way = False
                    self._poll()
                if until.dead:
                    return
            if not self._poll() and not self.hold():
                if self.untimed:
                    threads, self.untimed = self.untimed, []
                    self.on_untimed(threads)
                wakeup_ns = self.next_wakeup_ns()
                if wakeup_ns == NEVER_NS:
                    self.on_stall()
                self.idle(wakeup_ns)
                self._fire()
                self.turn += 1
                self._poll()

    def next_wakeup_ns(self) -> int:
        """When the first alarm or timer is due: simulated time, or `NEVER_NS`."""
        while self._alarms and self._alarms[0].callback is None:
            heapq.heappop(self._alarms)
        first = self._alarms[0].time_ns if self._alarms else NEVER_NS
        for waiter in self._waiters:
            if self.now_ns < waiter.wakeup_ns < first:
                first = waiter.wakeup_ns
        return first

    def _fire(self) -> None:
        while self._alarms and self._alarms[0].time_ns <= self.now_ns:
            callback = heapq.heappop(self._alarms).callback
            if callback is not None:
                callback()

    def _poll(self) -> bool:
        """Make ready each waiter whose answer has become yes; tell whether any did."""
        woken = False
        for waiter in list(self._waiters):
            if waiter.seen == self.turn:
                continue  # nothing has run since it asked
            waiter.seen = self.turn
            if waiter.poll():
                self._waiters.remove(waiter)
                waiter.over = True
                self._ready.append(waiter.thread)
                woken = True
        return woken or bool(self._ready)

    def look_again(self) -> bool:
        """Poll though nothing has run: something outside may have changed."""
        self.turn += 1
        return self._poll()

    def next_order(self) -> int:
        """A number that grows."""
        return next(self._order)

    @property
    def waiters(self) -> list[Waiter]:
        """Who waits for what only a poll can tell."""
        return self._waiters

    def wait(self) -> None:
        """Let others run until somebody calls `wake` with the present thread.

        Returns after a signal's handler too: the caller looks again at what it waits for.
        """
        thread = getcurrent()
        events = sys.modules.get("asyncio.events")
        loop = events._get_running_loop() if events else None
        if events is None or loop is None:
            self.hub.switch()
        else:
            self._leave(loop, events, sys.modules["asyncio.tasks"])
        if isinstance(thread, VirtualThread) and thread.interruptions:
            interruptions, thread.interruptions = thread.interruptions, ()
            thread.signals += 1
            for handle in interruptions:
                handle()

    def _leave(self, loop: Any, events: Any, tasks: Any) -> None:
        """Let others run. Which event loop runs is known for each thread of the machine only, and
        so is, from Python 3.14 on, its task."""
        task = tasks.current_task(loop)
        if task is not None:
            tasks._leave_task(loop, task)
        events._set_running_loop(None)
        self.hub.switch()
        events._set_running_loop(loop)
        if task is not None:
            tasks._enter_task(loop, task)

    def wait_until(
        self, poll: Callable[[], bool], wakeup_ns: int, hopeful: Callable[[], bool] = lambda: True
    ) -> None:
        """Let others run until `poll()` is true; the caller has just seen that it is not."""
        waiter = Waiter(poll, wakeup_ns, getcurrent(), self.turn, hopeful)
        self._waiters.append(waiter)
        try:
            while not waiter.over:
                self.wait()
        finally:
            if waiter in self._waiters:
                self._waiters.remove(waiter)

    def wake(self, thread: Any) -> None:
        self._ready.append(thread)

    def interrupt(self, thread: VirtualThread, handle: Callable[[], None] | None = None) -> None:
        """Wake a waiting thread so that `handle`, or else `on_interrupt`, runs in it, as a signal
        handler would."""
        thread.interruptions = (*thread.interruptions, handle or self.on_interrupt)
        self.wake(thread)

    def keep_only(self, thread: Any) -> None:
        """Forget every thread but this one, as a fork does in the child."""
        self._ready.clear()
        self._alarms.clear()
        self._waiters.clear()
        self.threads = {ident: each for ident, each in self.threads.items() if each is thread}

    def forget(self, chosen: Callable[[Any], bool]) -> None:
        """Let chosen threads wait for ever; `wake` must leave them alone from now on."""
        self._ready = deque(thread for thread in self._ready if not chosen(thread))
        self._waiters = [waiter for waiter in self._waiters if not chosen(waiter.thread)]
        self.threads = {n: thread for n, thread in self.threads.items() if not chosen(thread)}

    def call_at(self, time_ns: int, callback: Callable[[], None]) -> Alarm:
        """Call `callback` in the hub at the first moment at or after `time_ns`."""
        alarm = Alarm(time_ns, next(self._order), callback)
        heapq.heappush(self._alarms, alarm)
        return alarm

    def give_way(self) -> None:
        """Let those run that are ready, or become so by what they wait for."""
        self._gives_way = True
        self.wake(getcurrent())
        self.wait()

    def sleep(self, duration_ns: int) -> None:
        """Let the present thread wait for simulated time.

        Even a sleep of 0 waits for the next moment, so that a loop of such sleeps cannot hold
        time still.
        """
        thread = getcurrent()
        end_ns = self.now_ns + max(duration_ns, 1)
        alarm = self.call_at(end_ns, lambda: self.wake(thread))
        try:
            while self.now_ns < end_ns:
                self.wait()
        finally:
            alarm.cancel()
