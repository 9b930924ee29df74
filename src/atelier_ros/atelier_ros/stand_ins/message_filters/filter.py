"""What hands messages on to whoever has registered for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rclpy.clock import ROSClock
from rclpy.logging import get_logger
from rclpy.time import Time

Callback = Callable[..., object]


class SimpleFilter:
    """Calls back in the order of registration."""

    def __init__(self) -> None:
        self.callbacks: dict[int, tuple[Callback, tuple[Any, ...]]] = {}

    def registerCallback(self, cb: Callback, *args: Any) -> int:  # noqa: N802
        """Call `cb(*messages, *args)` with what passes from now on; the registration's number."""
        number = len(self.callbacks)
        self.callbacks[number] = cb, args
        return number

    def signalMessage(self, *msg: Any) -> None:  # noqa: N802
        for callback, args in list(self.callbacks.values()):
            callback(*msg, *args)


class Subscriber(SimpleFilter):
    """`Subscriber(node, type, topic, qos_profile=...)`: hands on what a topic brings.

    The rest is as for `Node.create_subscription`; the default is a depth of 10. What it lacks
    itself it has from the subscription.
    """

    def __init__(self, node: Any, msg_type: Any, topic: str, *args: Any, **options: Any) -> None:
        super().__init__()
        self.node = node
        self.topic = topic
        options.setdefault("qos_profile", 10)
        self.sub = node.create_subscription(msg_type, topic, self.callback, *args, **options)

    def callback(self, msg: Any) -> None:
        self.signalMessage(msg)

    def getTopic(self) -> str:  # noqa: N802
        return self.topic

    def __getattr__(self, key: str) -> Any:
        return getattr(self.__getattribute__("sub"), key)


def stamp_of(message: Any, allow_headerless: bool) -> Time | None:
    """When a message was stamped, or has come where that is allowed; None for neither, with a
    warning."""
    stamp = getattr(getattr(message, "header", None), "stamp", None)
    if stamp is not None:
        return stamp if isinstance(stamp, Time) else Time.from_msg(stamp)
    if allow_headerless:
        return ROSClock().now()
    get_logger("message_filters").warn(
        f"{type(message).__name__} has no header.stamp, and is left out; "
        "allow_headerless=True takes the time of its arrival"
    )
    return None
