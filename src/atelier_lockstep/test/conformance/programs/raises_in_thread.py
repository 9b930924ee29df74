"""An exception in a background thread is printed, and the rest goes on."""

import threading
import time

import rclpy
from geometry_msgs.msg import Twist


def main():
    rclpy.init()
    node = rclpy.create_node("pilot")
    publisher = node.create_publisher(Twist, "/cmd_vel", 10)

    def worker():
        time.sleep(0.3)
        raise RuntimeError("the planner fell over")

    def drive():
        command = Twist()
        command.linear.x = 0.2 if thread.is_alive() else 0.0
        publisher.publish(command)

    thread = threading.Thread(target=worker)
    thread.start()
    node.create_timer(0.1, drive)
    rclpy.spin(node)
