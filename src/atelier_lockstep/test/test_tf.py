"""tf2 under lock-step: listeners, broadcasters, waiting lookups, all on simulated time."""

from __future__ import annotations

import pytest

from .conftest import Drive

FOLLOWER = """
    import threading

    import rclpy
    from geometry_msgs.msg import PointStamped, TransformStamped
    from rclpy.duration import Duration
    from rclpy.executors import MultiThreadedExecutor
    from rclpy.node import Node
    from rclpy.time import Time
    from std_msgs.msg import Float64
    from tf2_ros import TransformException
    from tf2_ros.buffer import Buffer
    from tf2_ros.static_transform_broadcaster import StaticTransformBroadcaster
    from tf2_ros.transform_broadcaster import TransformBroadcaster
    from tf2_ros.transform_listener import TransformListener
    import tf2_geometry_msgs


    class Odometry(Node):
        def __init__(self):
            super().__init__("odometry")
            self.fixed = StaticTransformBroadcaster(self)
            mast = TransformStamped(child_frame_id="camera")
            mast.header.frame_id = "base"
            mast.transform.translation.z = 0.5
            self.fixed.sendTransform(mast)
            self.moving = TransformBroadcaster(self)
            self.create_subscription(Float64, "/range", self.on_range, 10)

        def on_range(self, message):
            base = TransformStamped(child_frame_id="base")
            base.header.stamp = self.get_clock().now().to_msg()
            base.header.frame_id = "odom"
            base.transform.translation.x = 10.0 * message.data
            self.moving.sendTransform(base)


    class Follower(Node):
        def __init__(self):
            super().__init__("follower")
            self.buffer = Buffer(node=self)
            self.listener = TransformListener(self.buffer, self)
            self.speed = self.create_publisher(Float64, "/speed", 10)
            self.create_timer(0.25, self.on_timer)

        def on_timer(self):
            stamp = self.get_clock().now()
            point = PointStamped()
            point.header.frame_id = "camera"
            point.header.stamp = stamp.to_msg()
            try:
                # Not known yet: odometry comes each 0.1 s.
                seen = self.buffer.transform(point, "odom", timeout=Duration(seconds=0.2))
                self.speed.publish(Float64(data=seen.point.x + seen.point.z))
            except TransformException as error:
                self.get_logger().info(str(error))
                self.speed.publish(Float64(data=-1.0))


    def main():
        rclpy.init()
        executor = MultiThreadedExecutor(4)
        for node in (Odometry(), Follower()):
            executor.add_node(node)
        executor.spin()
"""


def test_a_lookup_waits_for_a_transform_and_interpolates(drive: Drive) -> None:
    driven = drive(FOLLOWER, 2.0)
    values = [value for _, value in driven.commands]
    # At 0.25 s it waits until 0.3 s has been told, and is given 0.25 s.
    assert values == pytest.approx([10 * 0.25 * n + 0.5 for n in range(1, len(values) + 1)])
    assert len(values) >= 6
    assert all(0.0 <= time - 0.25 * n <= 0.08 for n, time in enumerate(driven.times, 1))
    again = drive(FOLLOWER, 2.0)
    assert again.digest == driven.digest


def test_what_is_latched_is_there_before_time_goes_on(drive: Drive) -> None:
    driven = drive(
        """
        import rclpy
        from rclpy.qos import DurabilityPolicy, QoSProfile
        from std_msgs.msg import Float64

        LATCHED = QoSProfile(depth=3, durability=DurabilityPolicy.TRANSIENT_LOCAL)


        def main():
            rclpy.init()
            node = rclpy.create_node("latched")
            speed = node.create_publisher(Float64, "/speed", 10)
            heard = []
            for n in range(60):
                kept = node.create_publisher(Float64, f"kept_{n}", LATCHED)
                for value in range(5):
                    kept.publish(Float64(data=float(value)))
                node.create_subscription(Float64, f"kept_{n}", heard.append, LATCHED)
                for _ in range(12):
                    rclpy.spin_once(node, timeout_sec=0.0)
                speed.publish(Float64(data=float(len(heard))))
            rclpy.spin(node)
        """,
        0.5,
    )
    assert [value for _, value in driven.commands] == [3.0 * n for n in range(1, 61)]


def test_a_timeout_is_of_simulated_time(drive: Drive) -> None:
    driven = drive(
        """
        import rclpy
        from rclpy.duration import Duration
        from rclpy.time import Time
        from std_msgs.msg import Float64
        from tf2_ros import Buffer, LookupException, TransformListener


        def main():
            rclpy.init()
            node = rclpy.create_node("waiting")
            buffer = Buffer()
            TransformListener(buffer, node)
            speed = node.create_publisher(Float64, "/speed", 10)
            try:
                buffer.lookup_transform("map", "nowhere", Time(), timeout=Duration(seconds=1.5))
            except LookupException as error:
                print(error)
            speed.publish(Float64(data=1.0))
            rclpy.spin(node)
        """
    )
    assert '"map" passed to lookupTransform argument target_frame does not exist.' in driven.output
    assert driven.times == pytest.approx([1.5], abs=0.02)


def test_a_listener_may_spin_in_a_thread_of_its_own(drive: Drive) -> None:
    driven = drive(
        """
        import rclpy
        from geometry_msgs.msg import TransformStamped
        from rclpy.time import Time
        from std_msgs.msg import Float64
        from tf2_ros import Buffer, TransformBroadcaster, TransformListener


        def main():
            rclpy.init()
            heard = rclpy.create_node("heard")
            buffer = Buffer()
            listener = TransformListener(buffer, heard, spin_thread=True)
            node = rclpy.create_node("main")
            speed = node.create_publisher(Float64, "/speed", 10)
            broadcaster = TransformBroadcaster(node)
            rate = [0]

            def tick():
                sent = TransformStamped(child_frame_id="base")
                sent.header.frame_id = "odom"
                sent.header.stamp = node.get_clock().now().to_msg()
                sent.transform.translation.x = float(rate[0])
                rate[0] += 1
                broadcaster.sendTransform([sent])
                if buffer.can_transform("odom", "base", Time()):
                    found = buffer.lookup_transform("odom", "base", Time())
                    speed.publish(Float64(data=found.transform.translation.x))

            node.create_timer(0.1, tick)
            try:
                rclpy.spin(node)
            finally:
                del listener
        """,
        1.0,
    )
    values = [value for _, value in driven.commands]
    assert values == sorted(values)
    assert len(values) >= 8
    assert driven.ended is not None
    assert driven.ended.how == "interrupted"


def test_a_coroutine_waits_for_a_transform(drive: Drive) -> None:
    driven = drive(
        """
        import rclpy
        from geometry_msgs.msg import TransformStamped
        from rclpy.callback_groups import MutuallyExclusiveCallbackGroup
        from rclpy.time import Time
        from std_msgs.msg import Float64
        from tf2_ros import Buffer, TransformBroadcaster, TransformListener


        def main():
            rclpy.init()
            node = rclpy.create_node("waiting")
            buffer = Buffer(node=node)
            listener = TransformListener(buffer, node)
            broadcaster = TransformBroadcaster(node)
            speed = node.create_publisher(Float64, "/speed", 10)

            def send(message):
                if message.data < 0.75:
                    return
                sent = TransformStamped(child_frame_id="base")
                sent.header.frame_id = "odom"
                sent.header.stamp = node.get_clock().now().to_msg()
                sent.transform.translation.x = message.data
                broadcaster.sendTransform(sent)

            async def first():
                timer.cancel()
                found = await buffer.lookup_transform_async("odom", "base", Time())
                speed.publish(Float64(data=found.transform.translation.x))

            node.create_subscription(Float64, "/range", send, 10)
            # A group of its own: while it waits, no other callback of its group runs.
            timer = node.create_timer(0.1, first, MutuallyExclusiveCallbackGroup())
            rclpy.spin(node)
        """,
        1.5,
    )
    assert driven.commands == [(pytest.approx(0.8, abs=0.01), pytest.approx(0.8))]
