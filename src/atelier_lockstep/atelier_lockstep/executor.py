"""The waiting part of rclpy's executors, on simulated time and without the cost of a wait set.

rclpy's order is kept: tasks, waitables, then node by node its timers, subscriptions, guard
conditions, clients and services, each in the order of creation. Two things differ. Readiness is
found by taking, which is a hundred times cheaper than a wait set; only waitables (actions, QoS
events) still go through one. And a node's own `/clock` is taken in before anything else, without
counting as a callback, so that it cannot crowd out the program's callbacks in `spin_once`.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Generator, Iterable
from typing import Any

from greenlet import getcurrent
from rclpy.event_handler import EventHandler, QoSPublisherEventType, QoSSubscriptionEventType
from rclpy.executors import (
    ConditionReachedException,
    Executor,
    ExternalShutdownException,
    InvalidHandle,
    NumberOfEntities,
    ShutdownException,
    SingleThreadedExecutor,
    TimeoutException,
    TimeoutObject,
    timeout_sec_to_nsec,
)
from rclpy.impl.implementation_singleton import rclpy_implementation as rcl
from rosgraph_msgs.msg import Clock

from .call import Call
from .entities import Graph, service_handle, wakeups
from .prospects import entities_on
from .qos_events import VirtualEvent
from .robot import CLOCK
from .scheduler import Scheduler
from .stall import Stall
from .wait_set import RealWaitSet
from .wire import NEVER_NS

TIME = Clock()
"""Time on its way to a node's clock, which reads it and keeps nothing of it."""

CONNECTION_EVENTS = (
    QoSSubscriptionEventType.RCL_SUBSCRIPTION_REQUESTED_INCOMPATIBLE_QOS,
    QoSSubscriptionEventType.RCL_SUBSCRIPTION_INCOMPATIBLE_TYPE,
    QoSSubscriptionEventType.RCL_SUBSCRIPTION_MATCHED,
    QoSPublisherEventType.RCL_PUBLISHER_OFFERED_INCOMPATIBLE_QOS,
    QoSPublisherEventType.RCL_PUBLISHER_INCOMPATIBLE_TYPE,
    QoSPublisherEventType.RCL_PUBLISHER_MATCHED,
)

Ready = tuple[Any, Any, Callable[[Any], Any]]


class Guard:
    """The executor's own guard condition: says that what it waits for should be looked up anew."""

    def __init__(self) -> None:
        self.triggered = False

    def trigger(self) -> None:
        self.triggered = True

    def destroy(self) -> None:
        pass


class OrderedSet(dict[Any, None]):
    """A set in the order of adding: rclpy's own set of nodes has no fixed order."""

    def add(self, item: Any) -> None:
        self[item] = None

    def remove(self, item: Any) -> None:
        del self[item]


class Poll:
    """One look at the entities of some nodes; `ready` is what it found, in rclpy's order."""

    def __init__(self, executor: Any, nodes: Iterable[Any]) -> None:
        self.executor = executor
        self.ready: list[Ready] = []
        self._nodes = nodes
        self._gather()

    def _gather(self) -> None:
        """Note what there is to look at."""
        executor = self.executor
        can_execute = executor.can_execute
        self.waitables: list[tuple[Any, Any]] = []
        self.entities: list[tuple[Any, list[Any], list[Any], list[Any], list[Any], list[Any]]] = []
        self.clocks: list[Any] = []
        self._epoch = Graph.epoch
        look_at_events = executor._seen_epoch != Graph.epoch
        for node in self._nodes:
            clock = node._time_source._clock_sub
            if clock is not None:
                self.clocks.append(clock)
            self.entities.append(
                (
                    node,
                    [timer for timer in node.timers if can_execute(timer)],
                    [sub for sub in node.subscriptions if sub is not clock and can_execute(sub)],
                    [guard for guard in node.guards if can_execute(guard)],
                    [client for client in node.clients if can_execute(client)],
                    [service for service in node.services if can_execute(service)]
                    if Graph.clients  # nobody else is there to ask
                    else [],
                )
            )
            for waitable in node.waitables if look_at_events else watched(node):
                if can_execute(waitable):
                    self.waitables.append((node, waitable))

    def look(self) -> bool:
        """Find what is ready; True if anything is."""
        if self._epoch != Graph.epoch:
            self._gather()  # another thread has made or destroyed something
        executor = self.executor
        for clock in self.clocks:
            latest = None
            while (taken := clock.handle.take_message(clock.msg_type, True)) is not None:
                latest = taken[0]
            if latest is not None:
                _, TIME.clock.sec, TIME.clock.nanosec = CLOCK.unpack(latest)
                clock.callback(TIME)
        ready: list[Ready] = []
        if self.waitables:
            ready.extend(self._ready_waitables())
        for node, timers, subscriptions, guards, clients, services in self.entities:
            for timer in timers:
                if timer.handle.is_timer_ready():
                    ready.append((timer, node, executor._take_timer))
            for sub in subscriptions:
                if sub.handle.has(sub.msg_type, sub.raw):
                    ready.append((sub, node, executor._take_subscription))
            for guard in guards:
                if guard._executor_triggered or guard.handle.take():
                    guard._executor_triggered = True
                    ready.append((guard, node, executor._take_guard_condition))
            for client in clients:
                if client.handle.has(client.srv_type.Response):
                    ready.append((client, node, executor._take_client))
            for service in services:
                if service_handle(service).has(service.srv_type.Request):
                    ready.append((service, node, executor._take_service))
        self.ready = ready
        return bool(ready)

    def _ready_waitables(self) -> list[Ready]:
        executor = self.executor
        executor._seen_epoch = Graph.epoch
        found = {id(waitable) for _, waitable in self.waitables if is_pending(waitable)}
        rest = [waitable for _, waitable in self.waitables if not is_timed(waitable)]
        if rest:
            found |= self._ready_in_wait_set(rest)
        return [
            (waitable, node, executor._take_waitable)
            for node, waitable in self.waitables
            if id(waitable) in found
        ]

    def _ready_in_wait_set(self, waitables: list[Any]) -> set[int]:
        count = NumberOfEntities(0, 0, 0, 0, 0)
        for waitable in waitables:
            count += waitable.get_num_entities()
        counts = (
            count.num_subscriptions,
            count.num_guard_conditions,
            count.num_timers,
            count.num_clients,
            count.num_services,
            count.num_events,
        )
        wait_set = RealWaitSet(*counts, self.executor._context.handle)
        wait_set.clear_entities()
        for waitable in waitables:
            waitable.add_to_wait_set(wait_set)
        if any(counts):  # rcl refuses to wait for nothing
            wait_set.wait(0)
        return {id(waitable) for waitable in waitables if waitable.is_ready(wait_set)}

    def hopeful(self) -> bool:
        """Whether anything but the end of a callback could make something ready."""
        executor = self.executor
        everything = [
            entity
            for node, *_ in self.entities
            for kind in (node.timers, node.subscriptions, node.guards, node.clients, node.services)
            for entity in kind
            if entity is not node._time_source._clock_sub
        ]
        blocked = [entity for entity in everything if not executor.can_execute(entity)]
        return not blocked or len(blocked) < len(everything) or bool(self.waitables)

    def until_timer_ns(self) -> int:
        return min(
            (left for entry in self.entities for left in wakeups(iter(entry[1]))), default=NEVER_NS
        )


def watched(node: Any) -> list[Any]:
    """The waitables of a node that may become ready at any time."""
    waitables = list(node.waitables)
    seen, known = getattr(node, "_watched", (None, []))
    if seen != waitables:
        known = [waitable for waitable in waitables if not follows_connections(waitable)]
        node._watched = waitables, known
    return known


def follows_connections(waitable: Any) -> bool:
    """Whether it is an event that only a connection made or broken can bring about."""
    return isinstance(waitable, EventHandler) and waitable.event_type in CONNECTION_EVENTS


def is_timed(waitable: Any) -> bool:
    """Whether it is an event that comes with simulated time."""
    event = getattr(waitable, "_EventHandler__event", None)
    return isinstance(event, VirtualEvent) and event.timed


def is_pending(waitable: Any) -> bool:
    """Whether a timed event has come; it is then ready to be taken."""
    if not is_timed(waitable) or not waitable._EventHandler__event.pending:
        return False
    waitable._ready_to_take_data = True
    return True


def wait_for_ready_callbacks(
    self: Any,
    timeout_sec: float | TimeoutObject | None = None,
    nodes: list[Any] | None = None,
    condition: Callable[[], bool] = lambda: False,
) -> Generator[tuple[Any, Any, Any], None, None]:
    """In the place of rclpy's `Executor._wait_for_ready_callbacks`: same contract, same order."""
    scheduler: Scheduler = self._scheduler
    timeout_ns = timeout_sec_to_nsec(
        timeout_sec.timeout if isinstance(timeout_sec, TimeoutObject) else timeout_sec
    )
    end_ns = NEVER_NS if timeout_ns < 0 else scheduler.now_ns + timeout_ns
    yielded = False
    Graph.spins += 1
    self._spinners[getcurrent()] = None
    while not yielded and not self._is_shutdown and not condition():
        guard: Guard = self._guard
        guard.triggered = False
        chosen = self.get_nodes() if nodes is None else nodes
        if self._tasks:
            for task, entity, node in reversed(list(self._tasks)):
                if not task.executing() and not task.done() and (node is None or node in chosen):
                    yielded = True
                    yield task, entity, node
            self._tasks = [
                entry for entry in self._tasks if not entry[0].done() and not entry[0].cancelled()
            ]
            if self._tasks:
                scheduler.untimed.append(None)
        poll = Poll(self, chosen)
        if not poll.look():
            if not guard.triggered and timeout_ns != 0:
                wait_for(scheduler, poll, guard, end_ns)
            elif not guard.triggered or yielded:
                scheduler.count_poll()  # `spin_once` in a loop may only ask a coroutine again
        if self._is_shutdown:
            raise ShutdownException
        if not self._context.ok():
            raise ExternalShutdownException
        over = timeout_ns == 0 or scheduler.now_ns >= end_ns  # callbacks may take time
        for entity, node, take in poll.ready:
            if entity.callback_group.can_execute(entity) and still_ready(entity, take, self):
                yielded = True
                self._stall.count(entity)
                yield handler(self, entity, node, take), entity, node
        if over:
            raise TimeoutException
    if self._is_shutdown:
        raise ShutdownException
    if condition():
        raise ConditionReachedException


def wait_for(scheduler: Scheduler, poll: Poll, guard: Guard, end_ns: int) -> None:
    """Let others run, and time go on, until something is ready or `end_ns` is reached."""
    wakeup_ns = min(end_ns, scheduler.now_ns + poll.until_timer_ns())
    if poll.executor._nested:
        scheduler.untimed.append(None)
    scheduler.wait_until(
        lambda: guard.triggered or poll.look() or scheduler.now_ns >= end_ns,
        wakeup_ns,
        poll.hopeful,
    )


def still_ready(entity: Any, take: Callable[[Any], Any], executor: Any) -> bool:
    """A timer may have been cancelled, or an entity destroyed, by a callback before its turn."""
    if take == executor._take_timer:
        try:
            return bool(entity.handle.is_timer_ready())
        except (InvalidHandle, rcl.RCLError):
            return False
    return True


def handler(executor: Any, entity: Any, node: Any, take: Callable[[Any], Any]) -> Any:
    callback = getattr(entity, "callback", None)
    if (
        callback is None
        or inspect.iscoroutinefunction(callback)
        or take in (executor._take_waitable, executor._take_client)
    ):
        return executor._make_handler(entity, node, take)
    return Call(executor, entity, take)


def install(scheduler: Scheduler, stall: Stall) -> None:
    """Change rclpy's executors in place: every kind built on `Executor` follows."""
    real_init = Executor.__init__

    def init(self: Any, *args: Any, **kwargs: Any) -> None:
        real_init(self, *args, **kwargs)
        self._guard.destroy()
        self._guard = Guard()
        self._nodes = OrderedSet()
        self._scheduler = scheduler
        self._stall = stall
        self._spinners = {}
        self._nested = 0
        self._seen_epoch = -1

    real_spin = Executor.spin_until_future_complete

    def spin_until_future_complete(self: Any, future: Any, timeout_sec: Any = None) -> None:
        nested = any(True for _ in entities_on(sys._getframe()))
        self._nested += nested
        try:
            real_spin(self, future, timeout_sec)
        finally:
            self._nested -= nested

    class EventsExecutor(SingleThreadedExecutor):
        """In the place of the one that waits in C++: rclpy's order instead of that of arrival."""

        def __init__(self, context: Any) -> None:
            super().__init__(context=context)

    if hasattr(rcl, "EventsExecutor"):
        rcl.EventsExecutor = EventsExecutor
    Executor.__init__ = init
    Executor.spin_until_future_complete = spin_until_future_complete
    Executor._wait_for_ready_callbacks = wait_for_ready_callbacks
