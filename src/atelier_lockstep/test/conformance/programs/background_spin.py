"""rclpy.spin in a background thread, the main thread on a Rate."""

import threading

import rclpy
from geometry_msgs.msg import Twist
from nav_msgs.msg import Odometry


def main():
    rclpy.init()
    node = rclpy.create_node("pilot")
    publisher = node.create_publisher(Twist, "/cmd_vel", 10)
    latest = [None]

    def on_odom(message):
        latest[0] = message

    node.create_subscription(Odometry, "/odom", on_odom, 10)
    threading.Thread(target=rclpy.spin, args=(node,), daemon=True).start()
    rate = node.create_rate(10)
    while rclpy.ok():
        if latest[0] is not None:
            command = Twist()
            command.linear.x = max(0.0, 0.6 - latest[0].pose.pose.position.x)
            publisher.publish(command)
        rate.sleep()
