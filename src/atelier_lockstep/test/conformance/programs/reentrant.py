"""A timer in a reentrant group overlaps with itself when its callback lasts longer than it."""

import threading
import time

import rclpy
from geometry_msgs.msg import Twist
from rclpy.callback_groups import ReentrantCallbackGroup
from rclpy.executors import MultiThreadedExecutor
from rclpy.node import Node


class Pilot(Node):
    def __init__(self):
        super().__init__("pilot")
        self.publisher = self.create_publisher(Twist, "/cmd_vel", 10)
        self.lock = threading.Lock()
        self.inside = 0
        self.create_timer(0.2, self.drive, ReentrantCallbackGroup())

    def drive(self):
        with self.lock:
            self.inside += 1
            command = Twist()
            command.linear.x = float(self.inside)
            self.publisher.publish(command)
        time.sleep(0.5)
        with self.lock:
            self.inside -= 1


def main():
    rclpy.init()
    executor = MultiThreadedExecutor(num_threads=8)
    executor.add_node(Pilot())
    executor.spin()
