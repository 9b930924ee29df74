"""A timer whose callback waits for a service of the same node, in a pool of threads."""

import time

import rclpy
from geometry_msgs.msg import Twist
from nav_msgs.msg import Odometry
from rclpy.callback_groups import MutuallyExclusiveCallbackGroup
from rclpy.executors import MultiThreadedExecutor
from rclpy.node import Node
from std_srvs.srv import Trigger


class Asking(Node):
    def __init__(self):
        super().__init__("asking")
        self.x = 0.0
        apart = MutuallyExclusiveCallbackGroup()
        self.publisher = self.create_publisher(Twist, "/cmd_vel", 10)
        self.create_subscription(Odometry, "/odom", self.on_odometry, 10)
        self.create_service(Trigger, "permit", self.on_permit, callback_group=apart)
        self.client = self.create_client(
            Trigger, "permit", callback_group=MutuallyExclusiveCallbackGroup()
        )
        self.create_timer(0.1, self.on_timer, MutuallyExclusiveCallbackGroup())

    def on_odometry(self, message):
        self.x = message.pose.pose.position.x

    def on_permit(self, request, response):
        time.sleep(0.02)
        response.success = True
        return response

    def on_timer(self):
        self.client.call(Trigger.Request())
        command = Twist()
        command.linear.x, command.angular.z = 0.1, 0.3
        self.publisher.publish(command)


def main():
    rclpy.init()
    executor = MultiThreadedExecutor()
    executor.add_node(Asking())
    executor.spin()
