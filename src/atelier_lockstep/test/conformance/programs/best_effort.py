"""Sensor data QoS on the subscription, and a reliable one beside it."""

import rclpy
from geometry_msgs.msg import Twist
from nav_msgs.msg import Odometry
from rclpy.node import Node
from rclpy.qos import qos_profile_sensor_data


class Pilot(Node):
    def __init__(self):
        super().__init__("pilot")
        self.publisher = self.create_publisher(Twist, "/cmd_vel", 10)
        self.counts = [0, 0]
        self.create_subscription(Odometry, "/odom", self.on_odom, qos_profile_sensor_data)
        self.create_subscription(Odometry, "/odom", self.count, 10)

    def count(self, message):
        self.counts[1] += 1

    def on_odom(self, message):
        self.counts[0] += 1
        command = Twist()
        command.linear.x = 0.3
        command.angular.z = float(abs(self.counts[0] - self.counts[1]) > 1)
        self.publisher.publish(command)


def main():
    rclpy.init()
    rclpy.spin(Pilot())
