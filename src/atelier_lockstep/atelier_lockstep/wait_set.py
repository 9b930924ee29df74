"""A wait set that polls, and lets simulated time go on while nothing is ready."""

from __future__ import annotations

from typing import Any

from rclpy.impl.implementation_singleton import rclpy_implementation as rcl

from .scheduler import Scheduler
from .wire import NEVER_NS

RealWaitSet: Any = rcl.WaitSet
KINDS = "subscription", "guard_condition", "timer", "client", "service"


class VirtualWaitSet(RealWaitSet):
    """As rclpy's `WaitSet`, for everything that waits without an executor, and for waitables.

    A wait clears the entries that are not ready, so each poll adds them all again.
    """

    scheduler: Scheduler

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._entries: list[tuple[str, Any]] = []
        self._events: list[int] = []

    def clear_entities(self) -> None:
        super().clear_entities()
        self._entries.clear()
        self._events.clear()

    def wait(self, timeout_ns: int) -> None:
        """Wait for simulated time: less than 0 for ever, 0 not at all."""
        scheduler = self.scheduler
        super().wait(0)
        if self._ready():
            return
        if timeout_ns == 0:
            scheduler.count_poll()
            return
        end_ns = NEVER_NS if timeout_ns < 0 else scheduler.now_ns + timeout_ns
        wakeup_ns = min(end_ns, scheduler.now_ns + self._until_timer_ns())
        scheduler.wait_until(lambda: self._poll() or scheduler.now_ns >= end_ns, wakeup_ns)

    def _until_timer_ns(self) -> int:
        timers = [handle for kind, handle in self._entries if kind == "add_timer"]
        left = [timer.time_until_next_call() for timer in timers if not timer.is_timer_canceled()]
        return max(min(left, default=NEVER_NS // 2), 0)

    def _poll(self) -> bool:
        super().clear_entities()
        for add, handle in self._entries:
            getattr(super(), add)(handle)
        super().wait(0)
        return self._ready()

    def _ready(self) -> bool:
        return any(self.get_ready_entities(kind) for kind in KINDS) or any(
            self.is_ready("event", index) for index in self._events
        )


def _recorder(name: str) -> Any:
    real = getattr(RealWaitSet, name)

    def add(self: VirtualWaitSet, handle: Any) -> Any:
        handle = getattr(handle, "real", handle)
        self._entries.append((name, handle))
        index = real(self, handle)
        if name == "add_event":
            self._events.append(index)
        return index

    return add


for _name in ("subscription", "guard_condition", "timer", "client", "service", "event"):
    setattr(VirtualWaitSet, f"add_{_name}", _recorder(f"add_{_name}"))


def install(scheduler: Scheduler) -> None:
    VirtualWaitSet.scheduler = scheduler
    rcl.WaitSet = VirtualWaitSet
