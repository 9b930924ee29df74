"""Asks a buffer in another node, by its action LookupTransform."""

from __future__ import annotations

import threading
from typing import Any

import tf2_py
from builtin_interfaces.msg import Time as TimeMessage
from geometry_msgs.msg import TransformStamped
from rclpy.action.client import ActionClient
from rclpy.duration import Duration
from rclpy.node import Node
from rclpy.time import Time
from tf2_msgs.action import LookupTransform
from tf2_msgs.msg import TF2Error

from .buffer_interface import NO_WAIT, BufferInterface

PADDING = Duration(seconds=2.0)
ERRORS = {
    TF2Error.LOOKUP_ERROR: tf2_py.LookupException,
    TF2Error.CONNECTIVITY_ERROR: tf2_py.ConnectivityException,
    TF2Error.EXTRAPOLATION_ERROR: tf2_py.ExtrapolationException,
    TF2Error.INVALID_ARGUMENT_ERROR: tf2_py.InvalidArgumentException,
    TF2Error.TIMEOUT_ERROR: tf2_py.TimeoutException,
}


class BufferClient(BufferInterface):
    """A blocking client of the buffer server at `ns`; somebody else has to spin `node`.

    An answer may take `timeout_padding` longer than the timeout that is asked for.
    """

    def __init__(
        self,
        node: Node,
        ns: str,
        check_frequency: float = 10.0,
        timeout_padding: Duration = PADDING,
    ) -> None:
        super().__init__()
        self.node = node
        self.action_client = ActionClient(node, LookupTransform, action_name=ns)
        self.check_frequency = check_frequency
        self.timeout_padding = timeout_padding

    def lookup_transform(
        self,
        target_frame: str,
        source_frame: str,
        time: Time | TimeMessage,
        timeout: Duration = NO_WAIT,
    ) -> TransformStamped:
        """Raises the exceptions of `tf2_py`; `TimeoutException` if no server answers."""
        goal = LookupTransform.Goal(
            target_frame=target_frame,
            source_frame=source_frame,
            source_time=_message(time),
            timeout=timeout.to_msg(),
            advanced=False,
        )
        return self._ask(goal, timeout)

    def lookup_transform_full(
        self,
        target_frame: str,
        target_time: Time,
        source_frame: str,
        source_time: Time,
        fixed_frame: str,
        timeout: Duration = NO_WAIT,
    ) -> TransformStamped:
        goal = LookupTransform.Goal(
            target_frame=target_frame,
            source_frame=source_frame,
            source_time=_message(source_time),
            timeout=timeout.to_msg(),
            target_time=_message(target_time),
            fixed_frame=fixed_frame,
            advanced=True,
        )
        return self._ask(goal, timeout)

    def can_transform(
        self, target_frame: str, source_frame: str, time: Time, timeout: Duration = NO_WAIT
    ) -> bool:
        try:
            self.lookup_transform(target_frame, source_frame, time, timeout)
        except tf2_py.TransformException:
            return False
        return True

    def can_transform_full(
        self,
        target_frame: str,
        target_time: Time,
        source_frame: str,
        source_time: Time,
        fixed_frame: str,
        timeout: Duration = NO_WAIT,
    ) -> bool:
        asked = (target_frame, target_time, source_frame, source_time, fixed_frame)
        try:
            self.lookup_transform_full(*asked, timeout)
        except tf2_py.TransformException:
            return False
        return True

    def destroy(self) -> None:
        """Give the action client back to the node."""
        self.action_client.destroy()

    def _ask(self, goal: Any, timeout: Duration) -> TransformStamped:
        if not self.action_client.server_is_ready():
            raise tf2_py.TimeoutException("The BufferServer is not ready.")
        limit_s = (timeout.nanoseconds + self.timeout_padding.nanoseconds) / 1e9
        handle = _await(self.action_client.send_goal_async(goal), limit_s)
        if not handle.accepted:
            raise tf2_py.TimeoutException(
                "The BufferServer did not accept the LookupTransform goal"
            )
        # The server ends by itself: it has the timeout in the goal.
        result = _await(handle.get_result_async(), None).result
        if result.error.error != TF2Error.NO_ERROR:
            kind = ERRORS.get(result.error.error, tf2_py.TransformException)
            raise kind(result.error.error_string)
        return result.transform


def _await(future: Any, limit_s: float | None) -> Any:
    """Block this thread until another one has the result. Raises `TimeoutException`."""
    done = threading.Event()
    future.add_done_callback(lambda _: done.set())
    if not done.wait(limit_s):
        raise tf2_py.TimeoutException(
            f"The LookupTransform goal had no answer from the BufferServer in {limit_s} s"
        )
    return future.result()


def _message(time: Time | TimeMessage) -> TimeMessage:
    if isinstance(time, TimeMessage):
        return time
    if isinstance(time, Time):
        return time.to_msg()
    raise TypeError(f"time: expected an rclpy.time.Time, got {type(time).__name__}")
