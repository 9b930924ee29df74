"""Time as the simulator tells it, and nothing else, says what to do."""

import rclpy
from geometry_msgs.msg import Twist
from rclpy.node import Node
from rosgraph_msgs.msg import Clock


class Driver(Node):
    def __init__(self):
        super().__init__("driver")
        self.publisher = self.create_publisher(Twist, "/cmd_vel", 10)
        self.next_s = None
        self.create_subscription(Clock, "/clock", self.on_clock, 10)

    def on_clock(self, message):
        now_s = message.clock.sec + message.clock.nanosec / 1e9
        if self.next_s is None:
            self.next_s = now_s + 0.25
        if now_s < self.next_s:
            return
        self.next_s += 0.25
        command = Twist()
        command.linear.x = 0.4
        self.publisher.publish(command)


def main():
    rclpy.init()
    rclpy.spin(Driver())
