"""Makes the clocks of rclpy follow simulated time: steady, system and ROS clocks alike.

Below rclpy, rcl reads the machine's clocks for steady and system time. Here every rcl clock is of
ROS type with its override on, and the override is set whenever simulated time moves; so timers,
time-outs and jump callbacks follow, whatever clock they are on. A ROS clock takes its time from
the `/clock` subscription of its node, as everywhere, once simulated time is active on it.
"""

from __future__ import annotations

import itertools
import weakref
from collections.abc import Callable
from typing import Any

from rclpy.clock import Clock, ClockChange
from rclpy.clock_type import ClockType
from rclpy.impl.implementation_singleton import rclpy_implementation as rcl
from rclpy.impl.rcutils_logger import Throttle

from .qos_time import Moments
from .scheduler import Scheduler
from .virtual_time import EPOCH_NS, MONOTONIC_NS
from .wire import NEVER_NS

RealClock: Any = rcl.Clock


class VirtualClock(RealClock):
    """An rcl clock that never reads the machine's time.

    rcl knows nothing of which time source is active, so the jump callbacks are called here.
    """

    time: RosTime

    def __init__(self, kind: Any) -> None:
        super().__init__(ClockType.ROS_TIME)
        self.offset_ns = MONOTONIC_NS if kind == ClockType.STEADY_TIME else EPOCH_NS
        self.active = False
        self._source_ns = 0
        self._jumps: list[tuple[Any, bool, int, int]] = []
        super().set_ros_time_override_is_enabled(True)
        self.time.adopt(self)

    def get_now(self) -> Any:
        elapsed_ns = self.time.scheduler.elapsed_ns()
        if self.active:
            return super().get_now()
        return point(self.offset_ns + elapsed_ns)

    def follow(self, now_ns: int) -> None:
        """Take over simulated time, unless `/clock` sets this clock."""
        if not self.active:
            super().set_ros_time_override(point(self.offset_ns + now_ns))

    def get_ros_time_override_is_enabled(self) -> bool:
        return self.active

    def set_ros_time_override_is_enabled(self, enabled: bool) -> None:
        if enabled == self.active:
            return

        def change() -> None:
            self.active = enabled
            if enabled:
                self._source_ns = max(self._source_ns, self.time.published_ns)
                super(VirtualClock, self).set_ros_time_override(point(self._source_ns))
            else:
                self.follow(self.time.scheduler.now_ns)

        kind = ClockChange.ROS_TIME_ACTIVATED if enabled else ClockChange.ROS_TIME_DEACTIVATED
        self._jump(change, kind, 0, [jump for jump, on_change, _, _ in self._jumps if on_change])

    def set_ros_time_override(self, value: Any) -> None:
        before_ns, self._source_ns = self._source_ns, value.nanoseconds
        if not self.active:
            return
        delta_ns = self._source_ns - before_ns
        concerned = [
            jump
            for jump, _, forward_ns, backward_ns in self._jumps
            if 0 < forward_ns <= delta_ns or 0 > backward_ns >= delta_ns
        ]
        change = super().set_ros_time_override
        if concerned:
            kind = ClockChange.ROS_TIME_NO_CHANGE
            self._jump(lambda: change(value), kind, delta_ns, concerned)
        else:
            change(value)

    def _jump(
        self, change: Callable[[], None], kind: ClockChange, delta_ns: int, concerned: list[Any]
    ) -> None:
        for jump in concerned:
            if jump._pre_callback is not None:
                jump._pre_callback()
        change()
        for jump in concerned:
            if jump._post_callback is not None:
                jump._post_callback({"clock_change": kind, "delta": delta_ns})

    def add_clock_callback(
        self, jump: Any, on_clock_change: bool, min_forward: int, min_backward: int
    ) -> None:
        self._jumps.append((jump, on_clock_change, min_forward, min_backward))

    def remove_clock_callback(self, jump: Any) -> None:
        self._jumps = [entry for entry in self._jumps if entry[0] is not jump]


class ClockEvent:
    """As rclpy's `ClockEvent`: waits for `set` or for a time on a clock."""

    time: RosTime

    def __init__(self) -> None:
        self._set = False

    def set(self) -> None:
        self._set = True

    def clear(self) -> None:
        self._set = False

    def is_set(self) -> bool:
        return self._set

    def wait_until_steady(self, clock: Any, until: Any) -> None:
        self._wait(clock, until, by_itself=True)

    wait_until_system = wait_until_steady

    def wait_until_ros(self, clock: Any, until: Any) -> None:
        # On simulated time the clock's jump callback sets the event, when its node hears of it.
        self._wait(clock, until, by_itself=not clock.active)

    def _wait(self, clock: Any, until: Any, by_itself: bool) -> None:
        scheduler = self.time.scheduler
        left_ns = until.nanoseconds - clock.get_now().nanoseconds
        wakeup_ns = min(scheduler.now_ns + max(left_ns, 0), NEVER_NS)

        def over() -> bool:
            return self._set or (by_itself and scheduler.now_ns >= wakeup_ns)

        if not over():
            scheduler.wait_until(over, wakeup_ns)


def point(nanoseconds: int) -> Any:
    return rcl.rcl_time_point_t(nanoseconds, int(ClockType.ROS_TIME))


class RosTime:
    """All clocks of the process, in the order in which they were made.

    `published_ns` is what the robot last said on `/clock`: a node's clock starts with it.
    """

    published_ns = 0

    def __init__(self, scheduler: Scheduler) -> None:
        self.scheduler = scheduler
        self.moments = Moments()
        self._clocks: dict[int, weakref.ref[VirtualClock]] = {}
        self._count = itertools.count()

    def adopt(self, clock: VirtualClock) -> None:
        number = next(self._count)
        self._clocks[number] = weakref.ref(clock, lambda _: self._clocks.pop(number, None))
        clock.follow(self.scheduler.now_ns)

    def move(self) -> None:
        """Set every clock to the scheduler's time."""
        now_ns = self.scheduler.now_ns
        self.moments.add(now_ns)
        for reference in list(self._clocks.values()):
            clock = reference()
            if clock is not None and not clock.active:
                clock.follow(now_ns)

    def install(self) -> None:
        VirtualClock.time = ClockEvent.time = self
        rcl.Clock = VirtualClock
        rcl.ClockEvent = ClockEvent
        # The default clock of throttled logging was made when rclpy was imported.
        Throttle.params["throttle_time_source_type"] = Clock()
