"""Two nodes on a SingleThreadedExecutor made by hand: one measures, one drives."""

import rclpy
from geometry_msgs.msg import Twist
from nav_msgs.msg import Odometry
from rclpy.executors import SingleThreadedExecutor
from rclpy.node import Node
from std_msgs.msg import Float64


class Measure(Node):
    def __init__(self):
        super().__init__("measure")
        self.publisher = self.create_publisher(Float64, "distance", 10)
        self.create_subscription(Odometry, "/odom", self.on_odom, 10)

    def on_odom(self, message):
        self.publisher.publish(Float64(data=message.pose.pose.position.x))


class Drive(Node):
    def __init__(self):
        super().__init__("drive")
        self.publisher = self.create_publisher(Twist, "/cmd_vel", 10)
        self.create_subscription(Float64, "distance", self.on_distance, 10)

    def on_distance(self, message):
        command = Twist()
        command.linear.x = 1.0 - message.data
        self.publisher.publish(command)


def main():
    rclpy.init()
    executor = SingleThreadedExecutor()
    for node in (Measure(), Drive()):
        executor.add_node(node)
    executor.spin()
