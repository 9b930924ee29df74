"""call_async with a done callback: each answer leads to the next question."""

import rclpy
from geometry_msgs.msg import Twist
from rclpy.node import Node
from std_srvs.srv import SetBool


class Server(Node):
    def __init__(self):
        super().__init__("server")
        self.create_service(SetBool, "/door/open", self.on_open)

    def on_open(self, request, response):
        response.success = request.data
        response.message = "open" if request.data else "closed"
        return response


class Pilot(Node):
    def __init__(self):
        super().__init__("pilot")
        self.publisher = self.create_publisher(Twist, "/cmd_vel", 10)
        self.client = self.create_client(SetBool, "/door/open")
        self.create_timer(0.3, self.ask)
        self.open = False

    def ask(self):
        if self.client.service_is_ready():
            self.open = not self.open
            future = self.client.call_async(SetBool.Request(data=self.open))
            future.add_done_callback(self.on_answer)

    def on_answer(self, future):
        command = Twist()
        command.linear.x = 0.5 if future.result().message == "open" else 0.0
        self.publisher.publish(command)


def main():
    rclpy.init()
    executor = rclpy.executors.SingleThreadedExecutor()
    executor.add_node(Pilot())
    executor.add_node(Server())
    executor.spin()
