"""Takes in `/clock` in a thread of its own, as rclcpp does by default.

A callback of the node's executor, as rclpy has it, keeps a `MultiThreadedExecutor` so busy that the
program's own callbacks come seconds late; and time stands still for who does not spin.
"""

from __future__ import annotations

import atexit
import threading
from typing import Any

from rclpy.impl.implementation_singleton import rclpy_implementation
from rclpy.time_source import TimeSource

LOOK_NS = 100_000_000
LEAVE_S = 1.0
"""How long a callback for jumps of time may keep a program that leaves."""

NAME = "atelier_clock"

_leaving = threading.Event()
_latest: list[Any] = []
"""What `/clock` has said last: the time of a node that begins later, whose timers would all fire
when time jumps there from 0."""


def install() -> None:
    """Let every time source that follows a topic from now on have such a thread."""
    source_type: Any = TimeSource
    subscribe = source_type._subscribe_to_clock_topic

    def follow(source: Any) -> None:
        if source._clock_sub is not None:
            return
        subscribe(source)
        subscription, node = source._clock_sub, source._get_node()
        if subscription is not None:
            # Out of the executor's sight, its events too: they share a condition with its data, and
            # would keep the executor awake until the thread has taken these.
            node._subscriptions.remove(subscription)
            for event in subscription.event_handlers:
                node.remove_waitable(event)
            for message in _latest:
                source.clock_callback(message)
            arguments = source, subscription, node.context
            threading.Thread(target=_follow, name=NAME, args=arguments, daemon=True).start()

    source_type._subscribe_to_clock_topic = follow
    atexit.register(_leave)


def _leave() -> None:
    """End the threads: the interpreter would end them inside rclpy's C++, which aborts."""
    _leaving.set()
    for thread in threading.enumerate():
        if thread.name == NAME:
            thread.join(LEAVE_S)


def _follow(source: Any, subscription: Any, context: Any) -> None:
    with subscription.handle, context.handle:
        waiting = rclpy_implementation.WaitSet(1, 0, 0, 0, 0, 0, context.handle)
        with waiting:
            while context.ok() and source._clock_sub is subscription and not _leaving.is_set():
                waiting.clear_entities()
                waiting.add_subscription(subscription.handle)
                waiting.wait(LOOK_NS)
                taken = subscription.handle.take_message(subscription.msg_type, False)
                if taken is not None:
                    _latest[:] = taken[:1]
                    source.clock_callback(taken[0])
    subscription.destroy()
