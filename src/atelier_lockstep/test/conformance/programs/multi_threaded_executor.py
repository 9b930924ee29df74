"""On a MultiThreadedExecutor a callback that sleeps does not hold up one of another group."""

import time

import rclpy
from geometry_msgs.msg import Twist
from rclpy.callback_groups import MutuallyExclusiveCallbackGroup
from rclpy.executors import MultiThreadedExecutor
from rclpy.node import Node


class Pilot(Node):
    def __init__(self):
        super().__init__("pilot")
        self.publisher = self.create_publisher(Twist, "/cmd_vel", 10)
        self.slow = 0.0
        self.create_timer(0.1, self.drive, MutuallyExclusiveCallbackGroup())
        self.create_timer(0.5, self.think, MutuallyExclusiveCallbackGroup())

    def drive(self):
        command = Twist()
        command.linear.x = self.slow
        self.publisher.publish(command)

    def think(self):
        time.sleep(0.42)
        self.slow += 0.1


def main():
    rclpy.init()
    executor = MultiThreadedExecutor(num_threads=3)
    executor.add_node(Pilot())
    executor.spin()
