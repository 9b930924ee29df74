"""A control thread waits on a Condition that the odometry callback notifies."""

import threading

import rclpy
from geometry_msgs.msg import Twist
from nav_msgs.msg import Odometry
from rclpy.node import Node


class Pilot(Node):
    def __init__(self):
        super().__init__("pilot")
        self.condition = threading.Condition()
        self.x = None
        self.publisher = self.create_publisher(Twist, "/cmd_vel", 10)
        self.create_subscription(Odometry, "/odom", self.on_odom, 10)
        threading.Thread(target=self.control, daemon=True).start()

    def on_odom(self, message):
        with self.condition:
            self.x = message.pose.pose.position.x
            self.condition.notify()

    def control(self):
        while rclpy.ok():
            with self.condition:
                if not self.condition.wait_for(lambda: self.x is not None, timeout=1.0):
                    continue
                x, self.x = self.x, None
            command = Twist()
            command.linear.x = 0.8 - x
            self.publisher.publish(command)


def main():
    rclpy.init()
    rclpy.spin(Pilot())
