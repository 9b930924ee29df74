"""A timer and a subscription: the plainest controller."""

import rclpy
from geometry_msgs.msg import Twist
from nav_msgs.msg import Odometry
from rclpy.node import Node


class Circling(Node):
    def __init__(self):
        super().__init__("circling")
        self.x = 0.0
        self.publisher = self.create_publisher(Twist, "/cmd_vel", 10)
        self.create_subscription(Odometry, "/odom", self.on_odometry, 10)
        self.create_timer(0.05, self.on_timer)

    def on_odometry(self, message):
        self.x = message.pose.pose.position.x

    def on_timer(self):
        command = Twist()
        command.linear.x, command.angular.z = 0.1, 0.3
        self.publisher.publish(command)


def main():
    rclpy.init()
    rclpy.spin(Circling())
