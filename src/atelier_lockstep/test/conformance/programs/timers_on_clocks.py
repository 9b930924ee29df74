"""Timers of one period on clocks of three types fire equally often, once ROS time goes on."""

import rclpy
from geometry_msgs.msg import Twist
from rclpy.clock import Clock
from rclpy.clock_type import ClockType
from rclpy.node import Node


class Pilot(Node):
    def __init__(self):
        super().__init__("pilot")
        self.publisher = self.create_publisher(Twist, "/cmd_vel", 10)
        self.counts = {"ros": 0, "steady": 0, "system": 0}
        self.create_timer(0.1, lambda: self.count("ros"))
        self.create_timer(1.55, self.tell)

    def begin(self, name, kind):
        self.create_timer(0.1, lambda: self.count(name), clock=Clock(clock_type=kind))

    def count(self, name):
        self.counts[name] += 1
        if self.counts == {"ros": 1, "steady": 0, "system": 0}:
            self.begin("steady", ClockType.STEADY_TIME)
            self.begin("system", ClockType.SYSTEM_TIME)

    def tell(self):
        command = Twist()
        command.linear.x = 0.1 * (max(self.counts.values()) - min(self.counts.values()) <= 1)
        self.publisher.publish(command)
        print("fifteen each", all(14 <= count <= 16 for count in self.counts.values()))


def main():
    rclpy.init()
    rclpy.spin(Pilot())
