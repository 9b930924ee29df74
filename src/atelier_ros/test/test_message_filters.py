"""Messages that belong together, by their stamps."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest
import rclpy
from message_filters import (
    ApproximateTimeSynchronizer,
    Cache,
    SimpleFilter,
    Subscriber,
    TimeSynchronizer,
)
from rclpy.node import Node
from rclpy.qos import qos_profile_sensor_data
from rclpy.time import Time
from std_msgs.msg import Header, String

S = 10**9


class Stamped:
    def __init__(self, seconds: float) -> None:
        self.header = Header(stamp=Time(nanoseconds=round(seconds * S)).to_msg())

    def __repr__(self) -> str:
        return f"{self.header.stamp.sec + self.header.stamp.nanosec / S:g}"


class Heard(list[Any]):
    """What a filter has called back with."""

    def __init__(self, filter_: Any) -> None:
        super().__init__()
        filter_.registerCallback(lambda *messages: self.append(tuple(map(repr, messages))))


def send(filter_: SimpleFilter, *seconds: float) -> None:
    for each in seconds:
        filter_.signalMessage(Stamped(each))


def test_callbacks_are_in_order_and_have_their_arguments() -> None:
    heard: list[Any] = []
    simple = SimpleFilter()
    assert [simple.registerCallback(lambda *each: heard.append(each), n) for n in "ab"] == [0, 1]
    simple.signalMessage(1, 2)
    assert heard == [(1, 2, "a"), (1, 2, "b")]


def test_equal_stamps_meet_whatever_their_order() -> None:
    left, right = SimpleFilter(), SimpleFilter()
    heard = Heard(TimeSynchronizer([left, right], 10))
    send(left, 1, 2, 3)
    send(right, 3, 1, 1.5)
    assert heard == [("3", "3"), ("1", "1")]


def test_the_queue_keeps_the_latest_stamps() -> None:
    left, right = SimpleFilter(), SimpleFilter()
    heard = Heard(TimeSynchronizer([left, right], 2))
    send(left, 1, 3, 2)
    send(right, 1, 2, 3)
    assert heard == [("2", "2"), ("3", "3")]


@pytest.mark.parametrize("count", [1, 4, 9])
def test_near_stamps_meet_once(count: int) -> None:
    chance = random.Random(count)
    filters = [SimpleFilter() for _ in range(3)]
    heard = Heard(ApproximateTimeSynchronizer(filters, count, 0.1))
    for index, filter_ in enumerate(filters):
        assert heard == []
        seconds = [second + index * 0.04 for second in range(count)]
        send(filter_, *chance.sample(seconds, count))
    expected = [(f"{n:g}", f"{n + 0.04:g}", f"{n + 0.08:g}") for n in range(count)]
    assert sorted(heard) == sorted(expected)


def test_the_nearest_is_taken_and_the_slop_is_not_reached() -> None:
    left, right = SimpleFilter(), SimpleFilter()
    heard = Heard(ApproximateTimeSynchronizer([left, right], 10, 0.1))
    send(left, 0.95, 1.02, 1.5)
    send(right, 1.0, 1.6)
    assert heard == [("1.02", "1")]


def test_too_old_a_message_is_dropped() -> None:
    left, right = SimpleFilter(), SimpleFilter()
    heard = Heard(ApproximateTimeSynchronizer([left, right], 1, 0.1))
    send(left, 5, 1)
    send(right, 1, 5)
    assert heard == [("5", "5")]


def test_without_a_header_the_arrival_counts_where_allowed() -> None:
    simple = SimpleFilter()
    refused, taken = Cache(simple, 5), Cache(simple, 5, allow_headerless=True)
    simple.signalMessage(String(data="now"))
    assert (refused.getLast(), refused.getLastestTime()) == (None, None)
    assert taken.getLast().data == "now"


def test_a_cache_answers_by_time() -> None:
    simple = SimpleFilter()
    cache = Cache(simple, 3)
    heard = Heard(cache)
    send(simple, 0, 1, 2, 4)
    assert len(heard) == 4

    def at(seconds: float) -> Time:
        return Time.from_msg(Stamped(seconds).header.stamp)

    assert str(cache.getInterval(at(1), at(2))) == "[1, 2]"
    assert str([cache.getElemBeforeTime(at(3.5)), cache.getElemAfterTime(at(2.5))]) == "[2, 4]"
    assert cache.getElemBeforeTime(at(0.5)) is cache.getElemAfterTime(at(4.5)) is None
    assert (cache.getOldestTime(), cache.getLastestTime()) == (at(1), at(4))


@pytest.fixture
def node() -> Iterator[Node]:
    rclpy.init()
    node = Node("listener")
    yield node
    node.destroy_node()
    rclpy.shutdown()


@pytest.mark.parametrize("options", [{}, {"qos_profile": qos_profile_sensor_data}])
def test_a_subscriber_hands_on_what_a_topic_brings(node: Node, options: dict[str, Any]) -> None:
    subscriber = Subscriber(node, String, "said", **options)
    heard = Heard(subscriber)
    publisher = node.create_publisher(String, "said", 10)
    for _ in range(100):
        publisher.publish(String(data="here"))
        rclpy.spin_once(node, timeout_sec=0.1)
        if heard:
            break
    assert "here" in heard[0][0]
    assert (subscriber.getTopic(), subscriber.topic_name) == ("said", "/said")
