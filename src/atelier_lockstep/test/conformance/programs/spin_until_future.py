"""Waits for the first odometry with a future, then drives for a second by waiting on another."""

import rclpy
from geometry_msgs.msg import Twist
from nav_msgs.msg import Odometry
from rclpy.task import Future


def main():
    rclpy.init()
    node = rclpy.create_node("pilot")
    publisher = node.create_publisher(Twist, "/cmd_vel", 10)
    first = Future()

    def on_odom(message):
        if not first.done():
            first.set_result(message)

    node.create_subscription(Odometry, "/odom", on_odom, 10)
    rclpy.spin_until_future_complete(node, first)
    command = Twist()
    command.linear.x = 0.5
    publisher.publish(command)
    rclpy.spin_until_future_complete(node, Future(), timeout_sec=1.0)
    publisher.publish(Twist())
    print("first odometry at x", round(first.result().pose.pose.position.x, 1))
    node.destroy_node()
    rclpy.shutdown()
