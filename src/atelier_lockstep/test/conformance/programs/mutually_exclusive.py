"""In one mutually exclusive group a slow callback holds up the timer, on several threads too."""

import time

import rclpy
from geometry_msgs.msg import Twist
from rclpy.executors import MultiThreadedExecutor
from rclpy.node import Node


class Pilot(Node):
    def __init__(self):
        super().__init__("pilot")
        self.publisher = self.create_publisher(Twist, "/cmd_vel", 10)
        self.create_timer(0.1, self.drive)
        self.create_timer(1.0, self.think)

    def drive(self):
        command = Twist()
        command.linear.x = 0.2
        self.publisher.publish(command)

    def think(self):
        time.sleep(0.55)


def main():
    rclpy.init()
    executor = MultiThreadedExecutor(num_threads=4)
    executor.add_node(Pilot())
    executor.spin()
