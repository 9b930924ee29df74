"""Events tell of a new match, and of a quality of service that does not fit."""

import rclpy
from geometry_msgs.msg import Twist
from rclpy.event_handler import PublisherEventCallbacks, SubscriptionEventCallbacks
from rclpy.node import Node
from rclpy.qos import QoSProfile, ReliabilityPolicy
from std_msgs.msg import Empty

BEST_EFFORT = QoSProfile(depth=1, reliability=ReliabilityPolicy.BEST_EFFORT)


class Pilot(Node):
    def __init__(self):
        super().__init__("pilot")
        self.publisher = self.create_publisher(Twist, "/cmd_vel", 10)
        self.create_publisher(
            Empty,
            "signal",
            BEST_EFFORT,
            event_callbacks=PublisherEventCallbacks(matched=self.on_matched),
        )
        self.join = self.create_timer(0.5, self.on_join)

    def on_join(self):
        self.join.cancel()
        self.create_subscription(Empty, "signal", lambda message: print(message), BEST_EFFORT)
        self.create_subscription(
            Empty,
            "signal",
            lambda message: print(message),
            10,
            event_callbacks=SubscriptionEventCallbacks(incompatible_qos=self.on_incompatible),
        )

    def on_matched(self, info):
        self.drive(0.1 * info.current_count)

    def on_incompatible(self, info):
        self.drive(0.3)

    def drive(self, speed):
        command = Twist()
        command.linear.x = speed
        self.publisher.publish(command)


def main():
    rclpy.init()
    rclpy.spin(Pilot())
