"""A guard condition, triggered from another thread, runs a callback in the executor."""

import threading
import time

import rclpy
from geometry_msgs.msg import Twist


def main():
    rclpy.init()
    node = rclpy.create_node("pilot")
    publisher = node.create_publisher(Twist, "/cmd_vel", 10)

    def drive():
        command = Twist()
        command.linear.x = 0.2
        publisher.publish(command)

    guard = node.create_guard_condition(drive)

    def trigger():
        for _ in range(3):
            time.sleep(0.3)
            guard.trigger()

    threading.Thread(target=trigger, daemon=True).start()
    rclpy.spin(node)
