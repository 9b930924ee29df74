"""A callback asks a service through a second node, with an executor of its own."""

import rclpy
from geometry_msgs.msg import Twist
from rclpy.executors import SingleThreadedExecutor
from rclpy.node import Node
from std_srvs.srv import Trigger


class Pilot(Node):
    def __init__(self, helper):
        super().__init__("pilot")
        self.helper = helper
        self.executor_of_helper = SingleThreadedExecutor()
        self.executor_of_helper.add_node(helper)
        self.client = helper.create_client(Trigger, "permit")
        self.publisher = self.create_publisher(Twist, "/cmd_vel", 10)
        self.create_timer(0.25, self.on_timer)

    def on_timer(self):
        future = self.client.call_async(Trigger.Request())
        self.executor_of_helper.spin_until_future_complete(future, timeout_sec=1.0)
        command = Twist()
        command.linear.x = 0.3 if future.result().success else -1.0
        self.publisher.publish(command)


def main():
    rclpy.init()
    helper = Node("helper")

    def on_permit(request, response):
        response.success = True
        return response

    helper.create_service(Trigger, "permit", on_permit)
    rclpy.spin(Pilot(helper))
