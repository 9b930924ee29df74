"""The robot's side of the ROS graph: publishes sensors and `/clock`, and collects commands.

It lives in the program's own rclpy context, hence in one DDS participant: delivery happens inside
`publish`, needs no network, and cannot lose a race. It has no more authority than the program.
"""

from __future__ import annotations

import importlib
import struct
from typing import Any

from rclpy.node import Node
from rclpy.qos import QoSProfile, ReliabilityPolicy
from rosgraph_msgs.msg import Clock

from .wire import Topic

CDR_LITTLE_ENDIAN = b"\0\1\0\0"
CLOCK = struct.Struct("<4siI")
"""A `rosgraph_msgs/msg/Clock` as CDR: encapsulation header, seconds, nanoseconds."""

NODE_NAME = "ros_gz_bridge"
HIDDEN = ("/transition_event", "/_action/feedback", "/_action/status")
"""Endings of topics that rclpy makes by itself."""

ALWAYS = frozenset({"/clock", "/rosout", "/parameter_events", "/tf_static"})
"""Topics that nodes use without being asked to; a TransformListener the last one."""

COMMAND_DEPTH = 1000
"""Commands kept between two moments of one topic; of more, the last ones count."""


class Robot:
    """Publishers and subscriptions for the topics of a mission's interface."""

    def __init__(self, topics: tuple[Topic, ...], clock: bool = True) -> None:
        self.topics = topics
        self._tells_time = clock
        self._types = [message_type(topic.type) for topic in topics]
        self.node: Any = None
        self._publishers: dict[int, Any] = {}
        self._commands: list[tuple[int, Any, Any]] = []
        self._said: list[tuple[int, bytes]] = []
        self._clock: Any = None

    @property
    def attached(self) -> bool:
        return self.node is not None and self.node.context.ok()

    def attach(self, context: Any) -> None:
        """Appear in `context`, next to the program's nodes."""
        node = Node(
            NODE_NAME,
            context=context,
            use_global_arguments=False,
            enable_rosout=False,
            start_parameter_services=False,
        )
        self.node = node
        if self._tells_time:
            self._clock = node.create_publisher(Clock, "/clock", 10)
        self._said += self.take_commands()
        self._publishers, self._commands = {}, []
        for index, (topic, kind) in enumerate(zip(self.topics, self._types, strict=True)):
            reliability = (
                ReliabilityPolicy.RELIABLE if topic.reliable else ReliabilityPolicy.BEST_EFFORT
            )
            if topic.to_controller:
                qos = QoSProfile(depth=topic.depth, reliability=reliability)
                self._publishers[index] = node.create_publisher(kind, topic.name, qos)
            else:
                qos = QoSProfile(depth=COMMAND_DEPTH, reliability=reliability)
                subscription = node.create_subscription(
                    kind, topic.name, ignore_message, qos, raw=True
                )
                self._commands.append((index, kind, subscription.handle))

    def take_commands(self) -> tuple[tuple[int, bytes], ...]:
        """What has been published since the last call: by topic, in publishing order."""
        commands = self._said
        self._said = []
        for index, kind, handle in self._commands:
            while (taken := handle.take_message(kind, True)) is not None:
                commands.append((index, taken[0]))
        return tuple(commands)

    def listened(self) -> int:
        """A bit for each topic of the interface that somebody in the program subscribes to."""
        bits = 0
        for index, publisher in self._publishers.items():
            if publisher.get_subscription_count():
                bits |= 1 << index
        return bits

    def unmatched(self) -> tuple[str, ...]:
        """Topics that the program uses, and that nobody is at the other end of.

        Those of the interface are among them where the quality of service keeps the two ends
        apart.
        """
        if not self.attached:
            return ()
        node = self.node
        known = {topic.name for topic in self.topics} | ALWAYS
        names = sorted(name for name, _ in node.get_topic_names_and_types())
        return self._apart() + tuple(
            name
            for name in names
            if name not in known
            and not name.endswith(HIDDEN)
            and not (node.count_publishers(name) and node.count_subscribers(name))
        )

    def _apart(self) -> tuple[str, ...]:
        """Topics of the interface that the program has an end of, and none that fits."""
        listened = self.listened()
        heard = {index for index, _, handle in self._commands if handle.get_publisher_count()}
        return tuple(
            topic.name
            for index, topic in enumerate(self.topics)
            if (
                not listened >> index & 1 and self.node.count_subscribers(topic.name)
                if topic.to_controller
                else index not in heard and self.node.count_publishers(topic.name)
            )
        )

    def publish(self, now_ns: int, messages: tuple[tuple[int, bytes], ...]) -> None:
        """Publish the messages in their order, then the clock, unless somebody else does."""
        if not self.attached:
            return
        for index, data in messages:
            self._publishers[index].publish(data)
        if self._clock is not None:
            self._clock.publish(CLOCK.pack(CDR_LITTLE_ENDIAN, *divmod(now_ns, 10**9)))


def message_type(name: str) -> Any:
    """The class of `package/msg/Name`."""
    package, _, message = name.partition("/msg/")
    return getattr(importlib.import_module(f"{package}.msg"), message)


def ignore_message(message: object) -> None:
    """The robot's subscriptions are read by taking, never by an executor."""
