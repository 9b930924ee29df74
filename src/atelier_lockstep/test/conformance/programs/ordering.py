"""What happens within one moment: sensors, then timers, subscriptions and services, as made."""

import rclpy
from geometry_msgs.msg import Twist
from nav_msgs.msg import Odometry
from rclpy.node import Node
from std_srvs.srv import Trigger


class Pilot(Node):
    def __init__(self):
        super().__init__("pilot")
        self.publisher = self.create_publisher(Twist, "/cmd_vel", 10)
        self.order = []
        self.create_service(Trigger, "ask", self.on_ask)
        self.create_subscription(Odometry, "/odom", lambda m: self.order.append("first"), 10)
        self.create_subscription(Odometry, "/odom", self.on_odom, 10)
        self.client = self.create_client(Trigger, "ask")
        self.create_timer(0.1, self.on_timer)

    def on_timer(self):
        self.order.append("timer")
        self.client.call_async(Trigger.Request())

    def on_odom(self, message):
        self.order.append("second")

    def on_ask(self, request, response):
        self.order.append("service")
        if len(self.order) == 18:
            print(" ".join(self.order))
        command = Twist()
        command.linear.x = 0.01 * len(self.order)
        self.publisher.publish(command)
        return response


def main():
    rclpy.init()
    rclpy.spin(Pilot())
