"""A publisher that must assert its liveliness by hand, and stops doing so."""

import rclpy
from geometry_msgs.msg import Twist
from rclpy.duration import Duration
from rclpy.event_handler import PublisherEventCallbacks, SubscriptionEventCallbacks
from rclpy.node import Node
from rclpy.qos import LivelinessPolicy, QoSProfile
from std_msgs.msg import Empty

ALIVE = QoSProfile(
    depth=1,
    liveliness=LivelinessPolicy.MANUAL_BY_TOPIC,
    liveliness_lease_duration=Duration(seconds=0.4),
)


class Pilot(Node):
    def __init__(self):
        super().__init__("pilot")
        self.publisher = self.create_publisher(Twist, "/cmd_vel", 10)
        self.left = 6
        self.status = self.create_publisher(
            Empty,
            "status",
            ALIVE,
            event_callbacks=PublisherEventCallbacks(
                liveliness=lambda info: print("lost", info.total_count)
            ),
        )
        self.create_subscription(
            Empty,
            "status",
            lambda message: None,
            ALIVE,
            event_callbacks=SubscriptionEventCallbacks(liveliness=self.on_change),
        )
        self.create_timer(0.1, self.beat)

    def beat(self):
        if self.left:
            self.left -= 1
            self.status.assert_liveliness()

    def on_change(self, info):
        command = Twist()
        command.linear.x = 0.5 if info.alive_count else -0.5
        self.publisher.publish(command)


def main():
    rclpy.init()
    rclpy.spin(Pilot())
