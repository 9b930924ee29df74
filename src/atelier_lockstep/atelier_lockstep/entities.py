"""Subscriptions, clients and services that can tell whether they have something, by taking it.

A taken message is held in the handle until somebody takes it, so that nothing is lost when an
executor stops between the two.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from rclpy.impl.implementation_singleton import rclpy_implementation as rcl

SHORTEST_PERIOD_NS = 1000


class Graph:
    """What the process has done so far.

    `epoch` counts what has been made and destroyed: when it changes, connections may have.
    `clients` counts the service clients ever made, and `spins` the looks of executors for work.
    `interface` has the type of each topic of the robot.
    """

    interface: ClassVar[dict[str, str]] = {}

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
    """Holds at most one message, as (message, info)."""

    def __init__(self, *args: Any) -> None:
        try:
            super().__init__(*args)
        except rcl.RCLError:
            check_type(args)
            raise
        self._held: Any = None
        self._latest_only = _depth(args[-1]) == 1
        Graph.epoch += 1

    def has(self, message_type: type, raw: bool) -> bool:
        if self._held is None:
            self._held = super().take_message(message_type, raw)
        return self._held is not None

    def take_message(self, message_type: type, raw: bool) -> Any:
        held, self._held = self._held, None
        if held is None:
            return super().take_message(message_type, raw)
        if self._latest_only:
            # A queue of one: what came since has replaced what is held.
            while (newer := super().take_message(message_type, raw)) is not None:
                held = newer
        return held

    def destroy_when_not_in_use(self) -> None:
        Graph.epoch += 1
        super().destroy_when_not_in_use()


class VirtualClient(rcl.Client):
    """Holds at most one response, as (header, response)."""

    _held: Any = None

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        Graph.clients += 1
        Graph.epoch += 1

    def has(self, response_type: type) -> bool:
        if self._held is None:
            self._held = _something(super().take_response(response_type))
        return self._held is not None

    def take_response(self, response_type: type) -> Any:
        held, self._held = self._held, None
        return held or super().take_response(response_type)


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

    def __init__(self, *args: Any) -> None:
        try:
            super().__init__(*args)
        except rcl.RCLError:
            check_type(args)
            raise
        Graph.epoch += 1

    def destroy_when_not_in_use(self) -> None:
        Graph.epoch += 1
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


def _depth(qos: Any) -> int:
    return int(qos.to_dict()["depth"])


def wakeups(timers: Iterator[Any]) -> Iterator[int]:
    """Nanoseconds until each running timer is due."""
    for timer in timers:
        if not timer.handle.is_timer_canceled():
            yield max(timer.handle.time_until_next_call(), 0)


def install() -> None:
    rcl.Subscription = VirtualSubscription
    rcl.Client = VirtualClient
    rcl.ActionClient = VirtualActionClient
    rcl.Service = VirtualService
    rcl.GuardCondition = VirtualGuardCondition
    rcl.Publisher = VirtualPublisher
    rcl.Timer = VirtualTimer
