"""A blocking service call inside a callback, on several threads; the server takes its time."""

import time

import rclpy
from geometry_msgs.msg import Twist
from rclpy.callback_groups import MutuallyExclusiveCallbackGroup
from rclpy.executors import MultiThreadedExecutor
from rclpy.node import Node
from std_srvs.srv import Trigger


class Pilot(Node):
    def __init__(self):
        super().__init__("pilot")
        self.publisher = self.create_publisher(Twist, "/cmd_vel", 10)
        self.create_service(
            Trigger, "permit", self.on_permit, callback_group=MutuallyExclusiveCallbackGroup()
        )
        self.client = self.create_client(
            Trigger, "permit", callback_group=MutuallyExclusiveCallbackGroup()
        )
        self.create_timer(0.2, self.on_timer, MutuallyExclusiveCallbackGroup())

    def on_permit(self, request, response):
        time.sleep(0.05)
        response.success = True
        return response

    def on_timer(self):
        response = self.client.call(Trigger.Request())
        command = Twist()
        command.linear.x = 0.5 if response.success else 0.0
        self.publisher.publish(command)


def main():
    rclpy.init()
    executor = MultiThreadedExecutor()
    executor.add_node(Pilot())
    executor.spin()
