"""The buffer of a node: lookups that may wait, and futures."""

from __future__ import annotations

import threading
from collections.abc import Callable
from time import sleep
from typing import Any

from geometry_msgs.msg import TransformStamped
from rclpy.clock import Clock, JumpThreshold
from rclpy.duration import Duration
from rclpy.logging import get_logger
from rclpy.node import Node
from rclpy.task import Future
from rclpy.time import Time
from tf2_msgs.srv import FrameGraph
from tf2_py import BufferCore

from .buffer_interface import NO_WAIT, BufferInterface

POLLING_S = 0.02
"""As tf2's own: waiting must work inside a callback too, where the executor is not at work."""

Can = Callable[[], tuple[bool, str]]


class Buffer(BufferCore, BufferInterface):
    """Keeps the last `cache_time` (10 s) of transforms.

    With a `node` it serves `tf2_frames`, and forgets everything when the node's time jumps back.
    Timeouts are on the system clock.
    """

    def __init__(self, cache_time: Duration | None = None, node: Node | None = None) -> None:
        BufferCore.__init__(self, cache_time)
        BufferInterface.__init__(self)
        self._waiting: list[Callable[[], None]] = []
        self._waiting_lock = threading.RLock()
        self.clock = Clock() if node is None else node.get_clock()
        if node is not None:
            self.srv = node.create_service(FrameGraph, "tf2_frames", self._frame_graph)
        self.jump_handle = self.clock.create_jump_callback(
            JumpThreshold(
                min_forward=None, min_backward=Duration(seconds=-1), on_clock_change=True
            ),
            post_callback=self.time_jump_callback,
        )

    def time_jump_callback(self, time_jump: Any) -> None:
        get_logger("tf2_buffer").warning("Time jumped back: the tf buffer is cleared")
        self.clear()

    def set_transform(self, transform: TransformStamped, authority: str) -> None:
        super().set_transform(transform, authority)
        self._new_data()

    def set_transform_static(self, transform: TransformStamped, authority: str) -> None:
        super().set_transform_static(transform, authority)
        self._new_data()

    def lookup_transform(
        self, target_frame: str, source_frame: str, time: Time, timeout: Duration = NO_WAIT
    ) -> TransformStamped:
        """What maps points in `source_frame` to points in `target_frame`, waiting if need be.

        Raises the exceptions of `tf2_py`.
        """
        self.can_transform(target_frame, source_frame, time, timeout)
        return self.lookup_transform_core(target_frame, source_frame, time)

    async def lookup_transform_async(
        self, target_frame: str, source_frame: str, time: Time
    ) -> TransformStamped:
        await self.wait_for_transform_async(target_frame, source_frame, time)
        return self.lookup_transform_core(target_frame, source_frame, time)

    def lookup_transform_full(
        self,
        target_frame: str,
        target_time: Time,
        source_frame: str,
        source_time: Time,
        fixed_frame: str,
        timeout: Duration = NO_WAIT,
    ) -> TransformStamped:
        """As `lookup_transform`, between two times, `fixed_frame` standing still."""
        asked = (target_frame, target_time, source_frame, source_time, fixed_frame)
        self.can_transform_full(*asked, timeout)
        return self.lookup_transform_full_core(*asked)

    async def lookup_transform_full_async(
        self,
        target_frame: str,
        target_time: Time,
        source_frame: str,
        source_time: Time,
        fixed_frame: str,
    ) -> TransformStamped:
        asked = (target_frame, target_time, source_frame, source_time, fixed_frame)
        await self.wait_for_transform_full_async(*asked)
        return self.lookup_transform_full_core(*asked)

    def can_transform(
        self,
        target_frame: str,
        source_frame: str,
        time: Time,
        timeout: Duration = NO_WAIT,
        return_debug_tuple: bool = False,
    ) -> bool | tuple[bool, str]:
        """Whether there is a transform by the end of `timeout`; why not, if the tuple is wanted."""
        result = _wait(lambda: self.can_transform_core(target_frame, source_frame, time), timeout)
        return result if return_debug_tuple else result[0]

    def can_transform_full(
        self,
        target_frame: str,
        target_time: Time,
        source_frame: str,
        source_time: Time,
        fixed_frame: str,
        timeout: Duration = NO_WAIT,
        return_debug_tuple: bool = False,
    ) -> bool | tuple[bool, str]:
        asked = (target_frame, target_time, source_frame, source_time, fixed_frame)
        result = _wait(lambda: self.can_transform_full_core(*asked), timeout)
        return result if return_debug_tuple else result[0]

    def wait_for_transform_async(self, target_frame: str, source_frame: str, time: Time) -> Future:
        """A future whose result is the transform, as soon as there is one."""
        asked = (target_frame, source_frame, time)
        return self._future(
            lambda: self.can_transform_core(*asked), lambda: self.lookup_transform_core(*asked)
        )

    def wait_for_transform_full_async(
        self,
        target_frame: str,
        target_time: Time,
        source_frame: str,
        source_time: Time,
        fixed_frame: str,
    ) -> Future:
        asked = (target_frame, target_time, source_frame, source_time, fixed_frame)
        return self._future(
            lambda: self.can_transform_full_core(*asked),
            lambda: self.lookup_transform_full_core(*asked),
        )

    def _future(self, can: Can, lookup: Callable[[], TransformStamped]) -> Future:
        future = Future()

        def look() -> None:
            try:
                if can()[0]:
                    future.set_result(lookup())
            except Exception as error:
                future.set_exception(error)

        with self._waiting_lock:
            look()
            if not future.done():
                self._waiting.append(look)
                future.add_done_callback(lambda _: self._forget(look))
        return future

    def _new_data(self) -> None:
        with self._waiting_lock:
            for look in tuple(self._waiting):
                look()

    def _forget(self, look: Callable[[], None]) -> None:
        with self._waiting_lock:
            if look in self._waiting:
                self._waiting.remove(look)

    def _frame_graph(self, request: Any, response: Any) -> Any:
        response.frame_yaml = self.all_frames_as_yaml()
        return response


def _wait(can: Can, timeout: Duration) -> tuple[bool, str]:
    clock = Clock()
    end = clock.now() + timeout
    while not (result := can())[0] and clock.now() < end:
        sleep(POLLING_S)
    return result
