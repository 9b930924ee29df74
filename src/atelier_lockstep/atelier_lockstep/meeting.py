"""A program of a paced run meets the robot before its first message, and is heard to its last.

So it is in lock-step. On a network, discovery takes some milliseconds, in which a message is lost;
and a message of somebody who has gone is dropped where it has not been taken yet.
"""

from __future__ import annotations

import functools
import time
import weakref
from collections.abc import Callable, Collection
from typing import Any

MEET_S = 1.0
"""How long an end of a topic waits to be found by the robot's end; another QoS never is."""

LOOK_S = 0.001

LINGER_S = 0.03
"""How long a publisher outlives its end, for the robot to take what it said last."""


def meet_robot(told: Collection[str], heard: Collection[str]) -> None:
    """Give nodes their ends of the robot's topics once the robot has found them.

    `told` are the topics that the robot publishes, `heard` those that it subscribes to.
    """
    from rclpy.node import Node
    from rclpy.publisher import Publisher

    real_destroy = Publisher.destroy
    real_publisher, real_subscription = Node.create_publisher, Node.create_subscription

    @functools.wraps(real_publisher)
    def create_publisher(*arguments: Any, **options: Any) -> Any:
        publisher = real_publisher(*arguments, **options)
        if publisher.topic_name in heard:
            await_other_end(publisher.get_subscription_count)
            weakref.finalize(publisher, linger, publisher.handle)
        return publisher

    @functools.wraps(real_subscription)
    def create_subscription(*arguments: Any, **options: Any) -> Any:
        subscription = real_subscription(*arguments, **options)
        if subscription.topic_name in told:
            await_other_end(subscription.handle.get_publisher_count)
        return subscription

    def destroy(publisher: Any) -> None:
        if publisher.topic_name in heard:
            linger(publisher.handle)
        real_destroy(publisher)

    Publisher.destroy = destroy
    Node.create_publisher, Node.create_subscription = create_publisher, create_subscription


def await_other_end(count: Callable[[], int]) -> None:
    end_s = time.monotonic() + MEET_S
    while not count() and time.monotonic() < end_s:
        time.sleep(LOOK_S)


def linger(handle: Any) -> None:
    """Keep a publisher's `handle` for a moment."""
    time.sleep(LINGER_S)
