"""A slow reader finds as many messages as its queue holds, the newest ones."""

import time

import rclpy
from geometry_msgs.msg import Twist
from rclpy.node import Node
from std_msgs.msg import Float64


class Pilot(Node):
    def __init__(self):
        super().__init__("pilot")
        self.publisher = self.create_publisher(Twist, "/cmd_vel", 10)
        self.numbers = self.create_publisher(Float64, "numbers", 10)
        self.heard = {1: [], 3: [], 10: []}
        for depth, heard in self.heard.items():
            self.create_subscription(
                Float64, "numbers", lambda m, heard=heard: heard.append(m.data), depth
            )


def main():
    rclpy.init()
    node = Pilot()
    for number in range(6):
        node.numbers.publish(Float64(data=float(number)))
    end = time.monotonic() + 0.5
    while time.monotonic() < end:
        rclpy.spin_once(node, timeout_sec=0.05)
    print({depth: [int(value) for value in heard] for depth, heard in node.heard.items()})
    command = Twist()
    command.linear.x = 0.5
    node.publisher.publish(command)
    rclpy.shutdown()
