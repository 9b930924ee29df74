"""Messages of several filters, one of each, that were stamped together."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterable
from typing import Any

from rclpy.duration import Duration

from .filter import SimpleFilter, stamp_of

Queue = dict[int, Any]
"""Messages by stamp, ns."""


class TimeSynchronizer(SimpleFilter):
    """Calls back with one message of each filter, once all have come with the very same stamp.

    Of each filter the `queue_size` latest stamps are kept.
    """

    def __init__(self, fs: Iterable[Any], queue_size: int) -> None:
        super().__init__()
        self.queue_size = queue_size
        self.lock = threading.Lock()
        self.connectInput(fs)

    def connectInput(self, fs: Iterable[Any]) -> None:  # noqa: N802
        filters = list(fs)
        self.queues: list[Queue] = [{} for _ in filters]
        self.input_connections = [
            each.registerCallback(self.add, queue, index)
            for index, (each, queue) in enumerate(zip(filters, self.queues, strict=True))
        ]

    def add(self, msg: Any, my_queue: Queue, my_queue_index: int | None = None) -> None:
        stamp = stamp_of(msg, allow_headerless=False)
        if stamp is None:
            return
        with self.lock:
            self._keep(msg, stamp.nanoseconds, my_queue)
            if all(stamp.nanoseconds in queue for queue in self.queues):
                self._hand_on([stamp.nanoseconds] * len(self.queues))

    def _keep(self, msg: Any, stamp_ns: int, queue: Queue) -> None:
        queue[stamp_ns] = msg
        while len(queue) > self.queue_size:
            del queue[min(queue)]

    def _hand_on(self, stamps: list[int]) -> None:
        """Call back with what the queues have at these stamps; it is not used again."""
        pairs = zip(self.queues, stamps, strict=True)
        self.signalMessage(*[queue.pop(stamp) for queue, stamp in pairs])


class ApproximateTimeSynchronizer(TimeSynchronizer):
    """Calls back with one message of each filter whose stamps lie less than `slop` seconds apart.

    Of several that fit what has just come, the nearest are taken, in the order of the filters. With
    `allow_headerless` messages without a stamp count as of their arrival.
    """

    def __init__(
        self,
        fs: Iterable[Any],
        queue_size: int,
        slop: float,
        allow_headerless: bool = False,
    ) -> None:
        self.slop = Duration(seconds=slop)
        self.allow_headerless = allow_headerless
        super().__init__(fs, queue_size)

    def add(self, msg: Any, my_queue: Queue, my_queue_index: int | None = None) -> None:
        stamp = stamp_of(msg, self.allow_headerless)
        if stamp is None:
            return
        now_ns, slop_ns = stamp.nanoseconds, self.slop.nanoseconds
        with self.lock:
            self._keep(msg, now_ns, my_queue)
            if now_ns not in my_queue:
                return  # it is older than all that are kept
            near = [
                [now_ns]
                if queue is my_queue
                else sorted(
                    (each for each in queue if abs(each - now_ns) <= slop_ns),
                    key=lambda each: (abs(each - now_ns), each),
                )
                for queue in self.queues
            ]
            for stamps in itertools.product(*near):
                if max(stamps) - min(stamps) < slop_ns:
                    self._hand_on(list(stamps))
                    return
