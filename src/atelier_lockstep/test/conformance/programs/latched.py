"""A transient local publisher has its last message for a subscription that comes later."""

import rclpy
from geometry_msgs.msg import Twist
from rclpy.node import Node
from rclpy.qos import DurabilityPolicy, QoSProfile
from std_msgs.msg import Float64

LATCHED = QoSProfile(depth=1, durability=DurabilityPolicy.TRANSIENT_LOCAL)


class Pilot(Node):
    def __init__(self):
        super().__init__("pilot")
        self.publisher = self.create_publisher(Twist, "/cmd_vel", 10)
        self.limit = self.create_publisher(Float64, "limit", LATCHED)
        for value in (0.1, 0.2, 0.3):
            self.limit.publish(Float64(data=value))
        self.late = self.create_timer(0.5, self.join)

    def join(self):
        self.late.cancel()
        self.create_subscription(Float64, "limit", self.on_limit, LATCHED)
        self.create_subscription(Float64, "limit", self.never, 1)

    def on_limit(self, message):
        command = Twist()
        command.linear.x = message.data
        self.publisher.publish(command)

    def never(self, message):
        print("a volatile subscription got an old message")


def main():
    rclpy.init()
    rclpy.spin(Pilot())
