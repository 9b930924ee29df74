"""Signals of the program to itself: `signal.alarm`, interval timers and `signal.pause` on simulated
time, `os.kill` and `interrupt_main` from any of its threads.

A signal reaches the main thread where it waits, as its handler runs between two instructions
there; what it waits for goes on afterwards.
"""

from __future__ import annotations

import _thread
import math
import os
import signal
import threading
from collections.abc import Callable, Iterable
from typing import Any

from greenlet import getcurrent
from rclpy.signals import uninstall_signal_handlers

from .scheduler import Alarm, Scheduler, VirtualThread
from .wire import NEVER_NS

TIMERS = {
    signal.ITIMER_REAL: signal.SIGALRM,
    signal.ITIMER_VIRTUAL: signal.SIGVTALRM,
    signal.ITIMER_PROF: signal.SIGPROF,
}


class Timer:
    """An interval timer: a signal when it runs out, and then at each `interval_ns`, if any."""

    def __init__(self, scheduler: Scheduler, number: int) -> None:
        self._scheduler = scheduler
        self._number = number
        self._alarm: Alarm | None = None
        self._interval_ns = 0

    def left(self) -> tuple[float, float]:
        """Seconds until it runs out, 0 where it is off, and its interval."""
        if self._alarm is None:
            return 0.0, 0.0
        left_ns = max(self._alarm.time_ns - self._scheduler.now_ns, 1)
        return left_ns / 1e9, self._interval_ns / 1e9

    def set(self, seconds: float, interval_s: float) -> tuple[float, float]:
        """Start anew, or stop where `seconds` is 0; what was left before."""
        if seconds < 0 or interval_s < 0:
            raise signal.ItimerError(22, "Invalid argument")
        before = self.left()
        if self._alarm is not None:
            self._alarm.cancel()
        self._interval_ns = round(interval_s * 1e9)
        self._start(round(seconds * 1e9))
        return before

    def _start(self, after_ns: int) -> None:
        scheduler = self._scheduler
        self._alarm = scheduler.call_at(scheduler.now_ns + after_ns, self._ring)
        if not after_ns:
            self._alarm.cancel()
            self._alarm = None

    def _ring(self) -> None:
        self._start(self._interval_ns)
        main = self._scheduler.threads.get(threading.main_thread().ident or 0)
        if main is not None:
            # The machine's signal finds the handler, or ends the process where there is none.
            self._scheduler.interrupt(main, lambda: signal.raise_signal(self._number))


class Signals:
    """The functions of `signal` that wait, that make others wait, or that send.

    `main` is the main thread of the program that runs, `interrupt` what rclpy and Python do in it
    at SIGINT and SIGTERM.
    """

    def __init__(
        self,
        scheduler: Scheduler,
        main: Callable[[], VirtualThread | None],
        interrupt: Callable[[int], None],
    ) -> None:
        self._scheduler = scheduler
        self._main = main
        self._interrupt = interrupt
        self._take: Any = None
        self._pid = os.getpid()
        self.raise_here: Callable[[int], None] = signal.raise_signal
        self._timers: dict[int, Timer] = {
            which: Timer(scheduler, number) for which, number in TIMERS.items()
        }

    def alarm(self, seconds: int) -> int:
        return math.ceil(self._timers[signal.ITIMER_REAL].set(seconds, 0.0)[0])

    def setitimer(self, which: int, seconds: float, interval: float = 0.0) -> tuple[float, float]:
        return self._timer(which).set(seconds, interval)

    def getitimer(self, which: int) -> tuple[float, float]:
        return self._timer(which).left()

    def _timer(self, which: int) -> Timer:
        try:
            return self._timers[which]
        except KeyError:
            raise signal.ItimerError(22, "Invalid argument") from None

    def pause(self) -> None:
        thread: Any = getcurrent()
        assert isinstance(thread, VirtualThread)
        before = thread.signals
        while thread.signals == before:
            self._scheduler.wait()

    def sigtimedwait(self, numbers: Iterable[int], seconds: float | None = None) -> Any:
        """What a blocked signal brings, at most after `seconds`; None where none has come."""
        scheduler = self._scheduler
        if seconds is not None and seconds < 0:
            raise ValueError("timeout must be non-negative")
        awaited = set(numbers)
        end_ns = NEVER_NS if seconds is None else scheduler.now_ns + math.ceil(seconds * 1e9)
        taken = self._take(awaited, 0)

        def over() -> bool:
            nonlocal taken
            taken = taken or self._take(awaited, 0)
            return taken is not None or scheduler.now_ns >= end_ns

        if taken is None and scheduler.now_ns < end_ns:
            scheduler.wait_until(over, end_ns)
        return taken

    def sigwait(self, numbers: Iterable[int]) -> signal.Signals:
        return signal.Signals(self.sigtimedwait(numbers).si_signo)

    def send(self, number: int) -> None:
        """In the place of `signal.raise_signal`: the main thread hears, whichever sends."""
        ends = number in (signal.SIGINT, signal.SIGTERM) and not self._is_child
        self._in_main(lambda: (self._interrupt if ends else self.raise_here)(number))

    @property
    def _is_child(self) -> bool:
        """Whether this is a fork, which has no threads of rclpy's."""
        return os.getpid() != self._pid

    def _in_main(self, handle: Callable[[], None]) -> None:
        main = self._main()
        if main is None or main.dead or main is getcurrent() or self._is_child:
            handle()
        else:
            self._scheduler.interrupt(main, handle)

    def install(self) -> None:
        """Replace the functions."""
        real_kill, real_thread_kill = os.kill, signal.pthread_kill
        real_interrupt, real_signal = _thread.interrupt_main, signal.signal

        def kill(pid: int, number: int) -> None:
            if number and pid == os.getpid():
                self.send(number)
            else:
                real_kill(pid, number)

        def pthread_kill(thread: int, number: int) -> None:
            if thread not in self._scheduler.threads:
                real_thread_kill(thread, number)  # the machine's: Atelier's own
            elif number:
                self.send(number)

        def interrupt_main(number: signal.Signals = signal.SIGINT) -> None:
            def handle() -> None:
                real_interrupt(number)
                self.raise_here(0)  # Python's handler runs now

            self._in_main(handle)

        def set_handler(number: int, handler: Any) -> Any:
            if number == signal.SIGINT and not self._is_child:
                uninstall_signal_handlers()  # it takes the place of rclpy's
            return real_signal(number, handler)

        os.kill = kill
        signal.raise_signal = self.send
        signal.pthread_kill = pthread_kill
        signal.signal = set_handler  # type: ignore[assignment]
        _thread.interrupt_main = interrupt_main
        self._take = signal.sigtimedwait
        signal.sigwaitinfo = self.sigtimedwait
        for name in ("alarm", "setitimer", "getitimer", "pause", "sigwait", "sigtimedwait"):
            setattr(signal, name, getattr(self, name))
