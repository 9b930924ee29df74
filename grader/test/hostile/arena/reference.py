"""Drives ahead and stops before the wall."""

import rclpy
from geometry_msgs.msg import Twist
from rclpy.node import Node
from sensor_msgs.msg import LaserScan


class Driver(Node):
    def __init__(self):
        super().__init__("driver")
        self.create_subscription(LaserScan, "/scan", self.on_scan, 10)
        self.speed = self.create_publisher(Twist, "/cmd_vel", 10)

    def on_scan(self, scan):
        ahead = scan.ranges[len(scan.ranges) // 2]
        command = Twist()
        command.linear.x = max(0.0, min(1.0, 3.0 * (ahead - 0.85)))
        self.speed.publish(command)


def main():
    rclpy.init()
    rclpy.spin(Driver())
