"""tf2_ros on real rclpy: broadcasters, listeners, futures, time jumps, the client of a server."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
import rclpy
import tf2_ros
from geometry_msgs.msg import PointStamped, TransformStamped
from rclpy.action import ActionServer
from rclpy.context import Context
from rclpy.duration import Duration
from rclpy.executors import SingleThreadedExecutor
from rclpy.node import Node
from rclpy.parameter import Parameter
from rclpy.time import Time
from rosgraph_msgs.msg import Clock
from tf2_msgs.action import LookupTransform
from tf2_msgs.msg import TF2Error
from tf2_msgs.srv import FrameGraph
from tf2_ros import Buffer, TransformListener


class Spinning:
    """A node that a thread of its own spins."""

    def __init__(self, context: Context, use_sim_time: bool = False) -> None:
        self.node = Node(
            "spinning",
            context=context,
            parameter_overrides=[Parameter("use_sim_time", value=use_sim_time)],
        )
        self.executor = SingleThreadedExecutor(context=context)
        self.executor.add_node(self.node)
        self._thread = threading.Thread(target=self.executor.spin)
        self._thread.start()

    def close(self) -> None:
        self.executor.shutdown()
        self._thread.join()
        self.node.destroy_node()


@pytest.fixture
def context(monkeypatch: pytest.MonkeyPatch) -> Iterator[Context]:
    monkeypatch.setenv("ROS_AUTOMATIC_DISCOVERY_RANGE", "OFF")
    context = Context()
    rclpy.init(context=context)
    yield context
    context.try_shutdown()


@pytest.fixture
def spinning(context: Context) -> Iterator[Spinning]:
    spinning = Spinning(context)
    yield spinning
    spinning.close()


def transform(parent: str, child: str, x: float, time_s: float = 1.0) -> TransformStamped:
    message = TransformStamped(child_frame_id=child)
    message.header.frame_id = parent
    message.header.stamp = Time(seconds=time_s).to_msg()
    message.transform.translation.x = x
    return message


def test_what_is_broadcast_arrives_in_the_buffer(spinning: Spinning) -> None:
    static = tf2_ros.StaticTransformBroadcaster(spinning.node)
    static.sendTransform([transform("base", "camera", 1.0), transform("base", "lidar", 2.0)])
    static.sendTransform(transform("camera", "lens", 0.5))
    buffer = Buffer()
    listener = TransformListener(buffer, spinning.node)  # later than the static ones
    moving = tf2_ros.TransformBroadcaster(spinning.node)
    moving.sendTransform((transform("odom", "base", 10.0), transform("map", "odom", 100.0)))
    found = buffer.lookup_transform("map", "lens", Time(), timeout=Duration(seconds=10))
    assert found.transform.translation.x == pytest.approx(111.5)
    assert buffer.can_transform("lidar", "lens", Time(), Duration(seconds=10))
    listener.unregister()


def test_a_timeout_runs_out(spinning: Spinning) -> None:
    buffer = Buffer()
    clock = spinning.node.get_clock()
    begun = clock.now()
    can, why = buffer.can_transform(
        "a", "b", Time(), timeout=Duration(seconds=0.2), return_debug_tuple=True
    )
    assert not can
    assert why == (
        'Invalid frame ID "a" passed to canTransform argument target_frame - frame does not exist'
    )
    assert Duration(seconds=0.2) <= clock.now() - begun < Duration(seconds=20)


def test_a_future_is_done_with_the_first_transform() -> None:
    buffer = Buffer()
    future = buffer.wait_for_transform_async("odom", "base", Time())
    late = buffer.wait_for_transform_full_async(
        "odom", Time(seconds=1), "base", Time(seconds=2), "odom"
    )
    buffer.set_transform(transform("odom", "base", 3.0), "test")
    assert future.result().transform.translation.x == 3.0
    assert not late.done()
    buffer.set_transform(transform("odom", "base", 4.0, time_s=2.0), "test")
    assert late.result().transform.translation.x == 4.0
    cancelled = buffer.wait_for_transform_async("odom", "nowhere", Time())
    cancelled.cancel()
    buffer.set_transform(transform("odom", "nowhere", 4.0, time_s=2.0), "test")
    assert cancelled.cancelled()


def test_types_are_registered_and_unknown_ones_named() -> None:
    buffer = Buffer()
    buffer.set_transform(transform("odom", "base", 3.0), "test")
    point = PointStamped()
    point.header.frame_id = "base"
    point.point.y = 2.0
    import tf2_geometry_msgs  # noqa: F401

    moved = buffer.transform(point, "odom")
    assert (moved.point.x, moved.point.y, moved.header.frame_id) == (3.0, 2.0, "odom")
    full = buffer.transform_full(point, "odom", Time(), "odom", new_type=PointStamped)
    assert (full.point.x, full.point.y) == (3.0, 2.0)
    with pytest.raises(tf2_ros.TypeException, match=r"Type <class 'int'> is not loaded"):
        buffer.registration.get(int)


def test_time_that_jumps_back_clears_the_buffer(context: Context) -> None:
    spinning = Spinning(context, use_sim_time=True)
    clock = spinning.node.create_publisher(Clock, "/clock", 10)
    buffer = Buffer(node=spinning.node)

    def tell(time_s: float) -> None:
        clock.publish(Clock(clock=Time(seconds=time_s).to_msg()))
        for _ in range(500):
            if spinning.node.get_clock().now().nanoseconds == time_s * 1e9:
                return
            threading.Event().wait(0.01)
        raise AssertionError("the clock did not arrive")

    try:
        tell(100.0)
        buffer.set_transform(transform("odom", "base", 3.0, time_s=100.0), "test")
        tell(101.0)
        assert buffer.can_transform("odom", "base", Time())
        tell(5.0)
        for _ in range(500):  # the clock shows its time before it tells who wants to know
            if not buffer.can_transform("odom", "base", Time()):
                break
            threading.Event().wait(0.01)
        assert not buffer.can_transform("odom", "base", Time())
    finally:
        spinning.close()


def test_a_server_is_asked(spinning: Spinning) -> None:
    buffer = Buffer(node=spinning.node)
    buffer.set_transform(transform("odom", "base", 3.0), "test")

    def serve(goal):  # type: ignore[no-untyped-def]
        result = LookupTransform.Result()
        asked = goal.request
        try:
            result.transform = buffer.lookup_transform(
                asked.target_frame, asked.source_frame, Time.from_msg(asked.source_time)
            )
        except tf2_ros.LookupException as error:
            result.error = TF2Error(error=TF2Error.LOOKUP_ERROR, error_string=str(error))
        goal.succeed()
        return result

    client = tf2_ros.BufferClient(spinning.node, "buffer_server")
    with pytest.raises(tf2_ros.TimeoutException, match="The BufferServer is not ready"):
        client.lookup_transform("odom", "base", Time())
    server = ActionServer(spinning.node, LookupTransform, "buffer_server", serve)
    assert client.action_client.wait_for_server(10.0)
    assert client.lookup_transform("odom", "base", Time()).transform.translation.x == 3.0
    with pytest.raises(tf2_ros.LookupException, match='"nowhere" passed to lookupTransform'):
        client.lookup_transform("odom", "nowhere", Time())
    assert not client.can_transform("odom", "nowhere", Time())
    graph = spinning.node.create_client(FrameGraph, "tf2_frames")
    assert graph.wait_for_service(10.0)
    assert "base" in graph.call(FrameGraph.Request()).frame_yaml
    client.destroy()
    server.destroy()
