"""Timers that cancel themselves, are reset, change their period, and are made anew."""

import rclpy
from geometry_msgs.msg import Twist
from rclpy.node import Node


class Pilot(Node):
    def __init__(self):
        super().__init__("pilot")
        self.publisher = self.create_publisher(Twist, "/cmd_vel", 10)
        self.once = self.create_timer(0.3, self.on_once)
        self.rounds = 0

    def drive(self, speed):
        command = Twist()
        command.linear.x = speed
        self.publisher.publish(command)

    def on_once(self):
        self.once.cancel()
        self.drive(0.1)
        self.again = self.create_timer(0.2, self.on_again)

    def on_again(self):
        self.drive(0.2)
        self.rounds += 1
        if self.rounds == 1:
            self.once.reset()
        if self.rounds == 2:
            self.again.timer_period_ns = 500_000_000
        if self.rounds == 3:
            self.destroy_timer(self.again)
            self.once.cancel()


def main():
    rclpy.init()
    rclpy.spin(Pilot())
