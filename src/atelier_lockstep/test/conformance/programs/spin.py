"""A node with a timer and a subscription, spun: it drives a metre and stops."""

import rclpy
from geometry_msgs.msg import Twist
from nav_msgs.msg import Odometry
from rclpy.node import Node


class Pilot(Node):
    def __init__(self):
        super().__init__("pilot")
        self.x = 0.0
        self.publisher = self.create_publisher(Twist, "/cmd_vel", 10)
        self.create_subscription(Odometry, "/odom", self.on_odom, 10)
        self.create_timer(0.1, self.on_timer)

    def on_odom(self, message):
        self.x = message.pose.pose.position.x

    def on_timer(self):
        command = Twist()
        command.linear.x = 0.5 if self.x < 1.0 else 0.0
        self.publisher.publish(command)


def main():
    rclpy.init()
    rclpy.spin(Pilot())
