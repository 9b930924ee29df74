"""Subscriptions, clients and services that can tell whether they have something, by taking it.

A taken message is held in the handle until somebody takes it, so that nothing is lost when an
executor stops between the two.
"""

from __future__ import annotations

import sys
import weakref
from collections import deque
from collections.abc import Iterator
from typing import Any, ClassVar

from rclpy.duration import Duration
from rclpy.impl.implementation_singleton import rclpy_implementation as rcl
from rclpy.qos import DurabilityPolicy, HistoryPolicy, ReliabilityPolicy

from .qos_events import TimedEvents, VirtualEvent
from .qos_time import Moments, limited, stretched, unstretched
from .scheduler import Scheduler
from .stacks import place
from .virtual_time import EPOCH_NS

SHORTEST_PERIOD_NS = 1000
TRANSIENT_LOCAL = int(DurabilityPolicy.TRANSIENT_LOCAL)
HISTORY_S = 1.0
"""Of wall time: how long the middleware may take to hand over what a publisher keeps."""


class Graph:
    """What the process has done so far.

    `epoch` counts what has been made and destroyed: when it changes, connections may have.
    `clients` counts the service clients ever made, and `spins` the looks of executors for work.
    `interface` has the type of each topic of the robot, `latched` the publishers that keep what
    they have sent for subscriptions that come later.
    """

    interface: ClassVar[dict[str, str]] = {}
    latched: ClassVar[list[weakref.ref[VirtualPublisher]]] = []

    epoch = 0
    clients = 0
    spins = 0


def check_type(args: tuple[Any, ...]) -> None:
    """Raises `TypeError` where the topic of an endpoint's `args` belongs to the robot's interface
    and has another type there."""
    _, asked, topic, *_ = args
    name = f"{asked.__module__.partition('.')[0]}/msg/{asked.__name__}"
    expected = next(
        (
            known
            for known in Graph.interface
            if known.rpartition("/")[2] == topic.rpartition("/")[2]
        ),
        "",
    )
    if expected and Graph.interface[expected] != name:
        raise TypeError(
            f"{expected} is of type {Graph.interface[expected]}, the program asks for {name}"
        )


class VirtualSubscription(rcl.Subscription):
    """Holds what it has taken, as (message, info), in a queue like the middleware's."""

    moments: Moments
    events: TimedEvents
    endpoint: Any = None

    def __init__(self, *args: Any) -> None:
        profile = args[-1]
        try:
            super().__init__(*args[:-1], stretched(profile))
        except rcl.RCLError:
            check_type(args)
            raise
        values = profile.to_dict()
        keeps_all = values["history"] == int(HistoryPolicy.KEEP_ALL)
        self._held: deque[Any] = deque(maxlen=None if keeps_all else max(values["depth"], 1))
        self._made_ns = self.events.scheduler.now_ns
        self._lifespan_ns = values["lifespan"].nanoseconds
        self._limited = limited(self._lifespan_ns) or values["durability"] == TRANSIENT_LOCAL
        self.events.subscription_made(self, profile)
        Graph.epoch += 1
        if values["durability"] == TRANSIENT_LOCAL:
            self._await_history()

    def _await_history(self) -> None:
        """What publishers keep for a newcomer comes by a thread of the middleware: wait for it."""
        topic = self.get_topic_name()
        for reference in Graph.latched:
            publisher = reference()
            if publisher is not None and publisher.get_topic_name() == topic:
                publisher.wait_for_all_acked(Duration(seconds=HISTORY_S).get_c_duration())

    def has(self, message_type: type, raw: bool) -> bool:
        held = self._held
        while not held or (self._limited and self._is_stale(held[0])):
            if held:
                held.popleft()
                continue
            taken = super().take_message(message_type, raw)
            if taken is None:
                return False
            held.append(taken)
        return True

    def take_message(self, message_type: type, raw: bool) -> Any:
        held = self._held
        # What has come since may have pushed out the oldest.
        while (taken := super().take_message(message_type, raw)) is not None:
            held.append(taken)
        if not held or (self._limited and not self.has(message_type, raw)):
            return None
        message, info = held.popleft()
        sent_ns = EPOCH_NS + self.moments.simulated_ns(info["source_timestamp"])
        info["source_timestamp"] = info["received_timestamp"] = sent_ns
        return message, info

    def _is_stale(self, taken: Any) -> bool:
        sent_ns = self.moments.simulated_ns(taken[1]["source_timestamp"])
        lifespan_ns = self._lifespan_ns
        if sent_ns < self._made_ns:  # kept by a publisher that was there before
            lifespan_ns = self.events.lifespan_ns(self.get_topic_name())
        return limited(lifespan_ns) and self.events.scheduler.now_ns - sent_ns >= lifespan_ns

    def destroy_when_not_in_use(self) -> None:
        Graph.epoch += 1
        self.events.destroyed(self.endpoint)
        super().destroy_when_not_in_use()


class VirtualClient(rcl.Client):
    """Holds at most one response, as (header, response).

    `asked` tells when and where each request was made that has no response yet.
    """

    scheduler: Scheduler
    _held: Any = None

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.asked: dict[int, tuple[int, str]] = {}
        Graph.clients += 1
        Graph.epoch += 1

    def send_request(self, request: Any) -> int:
        number = int(super().send_request(request))
        self.asked[number] = self.scheduler.now_ns, place(sys._getframe(1))
        return number

    def has(self, response_type: type) -> bool:
        if self._held is None:
            self._held = _something(super().take_response(response_type))
        return self._held is not None

    def take_response(self, response_type: type) -> Any:
        held, self._held = self._held, None
        taken = held or super().take_response(response_type)
        if _something(taken) is not None:
            self.asked.pop(taken[0].request_id.sequence_number, None)
        return taken


class VirtualActionClient(rcl.ActionClient):
    """Counted as a client: an action is made of services."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        Graph.clients += 1
        Graph.epoch += 1


class VirtualService(rcl.Service):
    """Holds at most one request, as (request, header)."""

    _held: Any = None

    def has(self, request_type: type) -> bool:
        if self._held is None:
            self._held = _something(super().service_take_request(request_type))
        return self._held is not None

    def service_take_request(self, request_type: type) -> Any:
        held, self._held = self._held, None
        return held or super().service_take_request(request_type)


class ServiceProxy:
    """Gives `has` to a service handle that rcl made by itself: that of type descriptions."""

    def __init__(self, real: Any) -> None:
        self.real = real
        self._held: Any = None

    def has(self, request_type: type) -> bool:
        if self._held is None:
            self._held = _something(self.real.service_take_request(request_type))
        return self._held is not None

    def service_take_request(self, request_type: type) -> Any:
        held, self._held = self._held, None
        return held or self.real.service_take_request(request_type)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real, name)

    def __enter__(self) -> Any:
        return self.real.__enter__()

    def __exit__(self, *exception: object) -> None:
        self.real.__exit__(*exception)


def service_handle(service: Any) -> Any:
    """The handle of a service, one that can tell whether it has a request."""
    handle = service.handle
    if not hasattr(handle, "has"):
        handle = service._Service__service = ServiceProxy(handle)
    return handle


class VirtualGuardCondition(rcl.GuardCondition):
    """Remembers that it was triggered."""

    _triggered = False

    def trigger_guard_condition(self) -> None:
        self._triggered = True
        super().trigger_guard_condition()

    def take(self) -> bool:
        triggered, self._triggered = self._triggered, False
        return triggered


class VirtualPublisher(rcl.Publisher):
    """A publisher that is counted."""

    events: TimedEvents
    endpoint: Any = None

    def __init__(self, *args: Any) -> None:
        try:
            super().__init__(*args[:-1], stretched(args[-1]))
        except rcl.RCLError:
            check_type(args)
            raise
        self.events.publisher_made(self, args[-1])
        Graph.epoch += 1
        values = args[-1].to_dict()
        reliable = values["reliability"] == int(ReliabilityPolicy.RELIABLE)
        if reliable and values["durability"] == TRANSIENT_LOCAL:
            Graph.latched.append(weakref.ref(self, Graph.latched.remove))

    def destroy_when_not_in_use(self) -> None:
        Graph.epoch += 1
        self.events.destroyed(self.endpoint)
        super().destroy_when_not_in_use()


class VirtualTimer(rcl.Timer):
    """A timer that is due once at each moment at most, also with a period of 0."""

    def __init__(self, clock: Any, context: Any, period_ns: int, *args: Any) -> None:
        super().__init__(clock, context, max(period_ns, SHORTEST_PERIOD_NS), *args)

    def change_timer_period(self, period_ns: int) -> None:
        super().change_timer_period(max(period_ns, SHORTEST_PERIOD_NS))


def _something(pair: Any) -> Any:
    """A taken pair, or None where rclpy reports nothing: None, or a pair with a None in it."""
    if pair is None or pair[0] is None or pair[1] is None:
        return None
    return pair


def wakeups(timers: Iterator[Any]) -> Iterator[int]:
    """Nanoseconds until each running timer is due."""
    for timer in timers:
        if not timer.handle.is_timer_canceled():
            yield max(timer.handle.time_until_next_call(), 0)


def install(scheduler: Scheduler, moments: Moments) -> None:
    """Put these in the place of rclpy's."""
    events = TimedEvents(scheduler)
    VirtualClient.scheduler = scheduler
    VirtualSubscription.moments = moments
    VirtualSubscription.events = VirtualPublisher.events = events
    rcl.Subscription = VirtualSubscription
    rcl.Client = VirtualClient
    rcl.ActionClient = VirtualActionClient
    rcl.Service = VirtualService
    rcl.GuardCondition = VirtualGuardCondition
    rcl.Publisher = VirtualPublisher
    rcl.Timer = VirtualTimer
    rcl.EventHandle = VirtualEvent
    real_assert = rcl.rclpy_assert_liveliness

    def assert_liveliness(publisher: Any) -> None:
        real_assert(publisher)
        events.assert_liveliness(publisher.endpoint)

    rcl.rclpy_assert_liveliness = assert_liveliness
    for name in ("rclpy_get_publishers_info_by_topic", "rclpy_get_subscriptions_info_by_topic"):
        real = getattr(rcl, name)
        setattr(rcl, name, lambda *args, real=real: [unstretched(info) for info in real(*args)])
