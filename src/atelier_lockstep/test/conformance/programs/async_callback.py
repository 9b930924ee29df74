"""A coroutine for a timer's callback awaits a service of the same node."""

import rclpy
from geometry_msgs.msg import Twist
from rclpy.callback_groups import ReentrantCallbackGroup
from rclpy.node import Node
from std_srvs.srv import SetBool


class Pilot(Node):
    def __init__(self):
        super().__init__("pilot")
        group = ReentrantCallbackGroup()
        self.forward = True
        self.publisher = self.create_publisher(Twist, "/cmd_vel", 10)
        self.client = self.create_client(SetBool, "turn", callback_group=group)
        self.create_service(SetBool, "turn", self.on_turn, callback_group=group)
        self.create_timer(0.2, self.on_timer, group)

    def on_turn(self, request, response):
        response.success = request.data
        return response

    async def on_timer(self):
        self.forward = not self.forward
        response = await self.client.call_async(SetBool.Request(data=self.forward))
        command = Twist()
        command.linear.x = 0.4 if response.success else -0.4
        self.publisher.publish(command)


def main():
    rclpy.init()
    rclpy.spin(Pilot())
