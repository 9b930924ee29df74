"""A script: commands with sleeps between them, and no executor at all."""

import time

import rclpy
from geometry_msgs.msg import Twist


def main():
    rclpy.init()
    node = rclpy.create_node("pilot")
    publisher = node.create_publisher(Twist, "/cmd_vel", 10)
    time.sleep(0.5)
    for speed in (0.2, 0.4, 0.6):
        command = Twist()
        command.linear.x = speed
        publisher.publish(command)
        time.sleep(0.4)
    publisher.publish(Twist())
    time.sleep(0.1)
    rclpy.shutdown()
