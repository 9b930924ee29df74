"""A controller that divides by the time between its own calls, made from two callbacks."""

import time

import rclpy
from geometry_msgs.msg import Twist
from nav_msgs.msg import Odometry
from rclpy.node import Node


class Pilot(Node):
    def __init__(self):
        super().__init__("pilot")
        self.publisher = self.create_publisher(Twist, "/cmd_vel", 10)
        self.x = 0.0
        self.before = time.time(), 0.0
        self.create_subscription(Odometry, "/odom", self.on_odom, 10)
        self.create_timer(0.05, self.control)

    def on_odom(self, message):
        self.x = message.pose.pose.position.x
        self.control()

    def control(self):
        now, error = time.time(), 0.8 - self.x
        slope = (error - self.before[1]) / (now - self.before[0])
        self.before = now, error
        command = Twist()
        command.linear.x = max(0.0, min(0.6, 1.5 * error + 0.0 * slope))
        self.publisher.publish(command)


def main():
    rclpy.init()
    rclpy.spin(Pilot())
