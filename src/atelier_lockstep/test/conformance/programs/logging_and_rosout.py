"""Logging once, throttled and at levels; a subscription hears it on /rosout."""

import rclpy
from geometry_msgs.msg import Twist
from rcl_interfaces.msg import Log
from rclpy.logging import LoggingSeverity
from rclpy.node import Node


class Pilot(Node):
    def __init__(self):
        super().__init__("pilot")
        self.publisher = self.create_publisher(Twist, "/cmd_vel", 10)
        self.heard = 0
        self.get_logger().set_level(LoggingSeverity.INFO)
        self.create_subscription(Log, "/rosout", self.on_log, 10)
        self.create_timer(0.1, self.on_timer)

    def on_timer(self):
        self.get_logger().debug("not to be seen")
        self.get_logger().info("alive", throttle_duration_sec=0.45)
        self.get_logger().warning("started", once=True)

    def on_log(self, message):
        self.heard += 1
        command = Twist()
        command.linear.x = 0.1 * self.heard
        self.publisher.publish(command)


def main():
    rclpy.init()
    rclpy.spin(Pilot())
