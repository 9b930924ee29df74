"""Missed deadlines and lost liveliness, on simulated time.

A deadline runs from the first message on, at both ends, and again after each miss. A publisher
whose liveliness is asserted by topic is alive from its first message or assertion on, until its
lease has run out. As Fast DDS does it, on another clock.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterator
from typing import Any

from rclpy.impl.implementation_singleton import rclpy_implementation as rcl
from rclpy.qos import LivelinessPolicy

from .qos_time import limited
from .scheduler import Alarm, Scheduler

SubscriptionEvent: Any = rcl.rcl_subscription_event_type_t
PublisherEvent: Any = rcl.rcl_publisher_event_type_t
MANUAL = int(LivelinessPolicy.MANUAL_BY_TOPIC)

TIMED = {
    ("subscription", int(SubscriptionEvent.RCL_SUBSCRIPTION_REQUESTED_DEADLINE_MISSED)): "deadline",
    ("subscription", int(SubscriptionEvent.RCL_SUBSCRIPTION_LIVELINESS_CHANGED)): "liveliness",
    ("publisher", int(PublisherEvent.RCL_PUBLISHER_OFFERED_DEADLINE_MISSED)): "deadline",
    ("publisher", int(PublisherEvent.RCL_PUBLISHER_LIVELINESS_LOST)): "liveliness",
}


class Count:
    """How often something has happened, and how often since it was last told."""

    def __init__(self) -> None:
        self.total = self.change = 0

    def add(self, number: int = 1) -> None:
        self.total += number
        self.change += number

    def take(self) -> tuple[int, int]:
        told, self.change = (self.total, self.change), 0
        return told


class Countdown:
    """Calls `over` when `period_ns` has passed since the last start; repeats where asked to."""

    def __init__(
        self, scheduler: Scheduler, period_ns: int, over: Callable[[], None], repeats: bool
    ) -> None:
        self._scheduler = scheduler
        self._period_ns = period_ns
        self._over = over
        self._repeats = repeats
        self._alarm: Alarm | None = None

    def start(self) -> None:
        self.stop()
        due_ns = self._scheduler.now_ns + self._period_ns
        self._alarm = self._scheduler.call_at(due_ns, self._ring)

    def stop(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None

    def _ring(self) -> None:
        self._alarm = None
        if self._repeats:
            self.start()
        self._over()


class Endpoint:
    """What a publisher or subscription with durations has missed, by kind of event."""

    def __init__(self, events: TimedEvents, owner: Any, topic: str, profile: Any) -> None:
        values = profile.to_dict()
        self.topic, self.profile = topic, profile
        self.owner = weakref.ref(owner)
        self.manual = int(values["liveliness"]) == MANUAL
        self.deadline = self.lease = None
        self.missed, self.lost, self.alive, self.not_alive = Count(), Count(), Count(), Count()
        self.is_alive = False
        if limited(values["deadline"].nanoseconds):
            period_ns = values["deadline"].nanoseconds
            self.deadline = Countdown(events.scheduler, period_ns, self.missed.add, repeats=True)
        if self.manual and limited(values["liveliness_lease_duration"].nanoseconds):
            lease_ns = values["liveliness_lease_duration"].nanoseconds
            self.lease = Countdown(
                events.scheduler, lease_ns, lambda: events.lapse(self), repeats=False
            )

    def stop(self) -> None:
        for countdown in (self.deadline, self.lease):
            if countdown is not None:
                countdown.stop()


class TimedEvents:
    """The endpoints with durations of a process, and the topics on which it must watch."""

    def __init__(self, scheduler: Scheduler) -> None:
        self.scheduler = scheduler
        self._publishers: dict[str, list[weakref.ref[Any]]] = {}
        self._writers: list[Endpoint] = []
        self._readers: list[Endpoint] = []

    def publisher_made(self, publisher: Any, profile: Any) -> None:
        topic = publisher.get_topic_name()
        self._publishers.setdefault(topic, []).append(weakref.ref(publisher))
        endpoint = publisher.endpoint = Endpoint(self, publisher, topic, profile)
        if endpoint.deadline or endpoint.lease:
            self._writers.append(endpoint)
            self._watch(publisher)
        elif any(reader.topic == topic for reader in self._readers):
            self._watch(publisher)

    def subscription_made(self, subscription: Any, profile: Any) -> None:
        endpoint = Endpoint(self, subscription, subscription.get_topic_name(), profile)
        subscription.endpoint = endpoint
        if endpoint.deadline or endpoint.manual:
            self._readers.append(endpoint)
            for reference in self._publishers.get(endpoint.topic, ()):
                publisher = reference()
                if publisher is not None:
                    self._watch(publisher)

    def lifespan_ns(self, topic: str) -> int:
        """The shortest lifespan that a publisher of the topic gives its messages; 0 for none."""
        found = [reference() for reference in self._publishers.get(topic, ())]
        spans = [
            each.endpoint.profile.to_dict()["lifespan"].nanoseconds
            for each in found
            if each is not None
        ]
        return min(filter(limited, spans), default=0)

    def destroyed(self, endpoint: Endpoint | None) -> None:
        if endpoint is None:
            return
        endpoint.stop()
        if endpoint in self._writers:
            self._writers.remove(endpoint)
            for reader in self._heard(endpoint):
                (reader.alive if endpoint.is_alive else reader.not_alive).add(-1)
        if endpoint in self._readers:
            self._readers.remove(endpoint)

    def _watch(self, publisher: Any) -> None:
        """From now on, hear of what it publishes."""
        if "publish" in vars(publisher):
            return
        send = publisher.publish
        endpoint = publisher.endpoint

        def publish(message: Any) -> None:
            send(message)
            self._published(endpoint)

        publisher.publish = publish

    def _published(self, writer: Endpoint) -> None:
        if writer.deadline is not None:
            writer.deadline.start()
        for reader in self._heard(writer):
            if reader.deadline is not None:
                reader.deadline.start()
        self.assert_liveliness(writer)

    def assert_liveliness(self, writer: Endpoint) -> None:
        if writer.lease is None:
            return
        writer.lease.start()
        if not writer.is_alive:
            for reader in self._heard(writer):
                reader.alive.add()
                if writer.lost.total:
                    reader.not_alive.add(-1)
            writer.is_alive = True

    def lapse(self, writer: Endpoint) -> None:
        """A publisher's lease has run out."""
        writer.is_alive = False
        writer.lost.add()
        for reader in self._heard(writer):
            reader.alive.add(-1)
            reader.not_alive.add()

    def _heard(self, writer: Endpoint) -> Iterator[Endpoint]:
        """The subscriptions with durations that hear a publisher."""
        for reader in self._readers:
            if reader.topic == writer.topic and compatible(writer.profile, reader.profile):
                yield reader


def compatible(offered: Any, requested: Any) -> bool:
    found = rcl.rclpy_qos_check_compatible(offered, requested)
    return int(found.compatibility) != int(rcl.QoSCompatibility.ERROR)


class VirtualEvent(rcl.EventHandle):
    """An event of the middleware, or one of ours: then `pending` says whether there is any."""

    def __init__(self, parent: Any, kind: Any) -> None:
        super().__init__(parent, kind)
        side = "publisher" if isinstance(parent, rcl.Publisher) else "subscription"
        self.endpoint: Endpoint | None = getattr(parent, "endpoint", None)
        self.kind = (side, TIMED.get((side, int(kind)), ""))
        if self.kind[1] == "liveliness" and self.endpoint and not self.endpoint.manual:
            self.endpoint = None  # alive as long as it is there: the middleware tells

    @property
    def timed(self) -> bool:
        return self.endpoint is not None and bool(self.kind[1])

    def _counts(self) -> tuple[Count, ...]:
        endpoint = self.endpoint
        assert endpoint is not None
        if self.kind[1] == "deadline":
            return (endpoint.missed,)
        if self.kind[0] == "publisher":
            return (endpoint.lost,)
        return endpoint.alive, endpoint.not_alive

    @property
    def pending(self) -> bool:
        return any(count.change for count in self._counts())

    def take_event(self) -> Any:
        if not self.timed:
            return super().take_event()
        told = [count.take() for count in self._counts()]
        kind = type(super().take_event())
        if len(told) == 1:
            return status(kind, total_count=told[0][0], total_count_change=told[0][1])
        (alive, alive_change), (not_alive, not_alive_change) = told
        return status(
            kind,
            alive_count=alive,
            alive_count_change=alive_change,
            not_alive_count=not_alive,
            not_alive_count_change=not_alive_change,
        )


def status(kind: Any, **counts: int) -> Any:
    """One of the middleware's own kind, whose numbers cannot be set, with these numbers."""
    return type(kind.__name__, (kind,), counts)()
