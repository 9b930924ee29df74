"""A loop that polls with spin_once(timeout_sec=0) and never waits."""

import rclpy
from geometry_msgs.msg import Twist
from nav_msgs.msg import Odometry


def main():
    rclpy.init()
    node = rclpy.create_node("pilot")
    publisher = node.create_publisher(Twist, "/cmd_vel", 10)
    seen = []
    node.create_subscription(Odometry, "/odom", seen.append, 10)
    while rclpy.ok():
        rclpy.spin_once(node, timeout_sec=0)
        if seen:
            seen.clear()
            command = Twist()
            command.linear.x = 0.4
            publisher.publish(command)
