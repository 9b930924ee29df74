"""sys.exit in a callback ends the program with its status."""

import sys

import rclpy
from geometry_msgs.msg import Twist


def main():
    rclpy.init()
    node = rclpy.create_node("pilot")
    publisher = node.create_publisher(Twist, "/cmd_vel", 10)
    count = [0]

    def drive():
        count[0] += 1
        command = Twist()
        command.linear.x = 0.2
        publisher.publish(command)
        if count[0] == 5:
            sys.exit(3)

    node.create_timer(0.1, drive)
    try:
        rclpy.spin(node)
    finally:
        print("cleaned up")
