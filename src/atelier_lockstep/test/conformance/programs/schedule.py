"""A loop that keeps its pace by absolute times of the wall clock, and a busy wait at the end."""

import time
from datetime import datetime, timedelta

import rclpy
from geometry_msgs.msg import Twist


def main():
    rclpy.init()
    node = rclpy.create_node("pilot")
    publisher = node.create_publisher(Twist, "/cmd_vel", 10)
    due = time.time()
    for step in range(10):
        command = Twist()
        command.linear.x = 0.05 * step
        publisher.publish(command)
        due += 0.1
        time.sleep(max(0.0, due - time.time()))
    until = datetime.now() + timedelta(seconds=0.4)
    while datetime.now() < until:
        pass
    publisher.publish(Twist())
    rclpy.shutdown()
