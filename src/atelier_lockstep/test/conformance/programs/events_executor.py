"""A timer and a subscription on the events executor, where this rclpy has one."""

import rclpy
from geometry_msgs.msg import Twist
from nav_msgs.msg import Odometry
from rclpy.node import Node

try:
    from rclpy.experimental import EventsExecutor
except ImportError:
    from rclpy.executors import SingleThreadedExecutor as EventsExecutor


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
        command.linear.x = 0.5 if self.x < 0.4 else 0.0
        self.publisher.publish(command)


def main():
    rclpy.init()
    executor = EventsExecutor()
    executor.add_node(Pilot())
    while rclpy.ok():
        executor.spin_once(timeout_sec=0.5)
