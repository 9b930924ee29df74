"""A publisher falls silent; both ends hear that its deadline was missed."""

import rclpy
from geometry_msgs.msg import Twist
from rclpy.duration import Duration
from rclpy.event_handler import PublisherEventCallbacks, SubscriptionEventCallbacks
from rclpy.node import Node
from rclpy.qos import QoSProfile
from std_msgs.msg import Empty

HEARTBEAT = QoSProfile(depth=1, deadline=Duration(seconds=0.3))


class Pilot(Node):
    def __init__(self):
        super().__init__("pilot")
        self.publisher = self.create_publisher(Twist, "/cmd_vel", 10)
        self.left = 5
        self.missed = 0
        self.heart = self.create_publisher(
            Empty, "heart", HEARTBEAT, event_callbacks=PublisherEventCallbacks(deadline=self.own)
        )
        self.create_subscription(
            Empty,
            "heart",
            self.on_heart,
            HEARTBEAT,
            event_callbacks=SubscriptionEventCallbacks(deadline=self.on_missed),
        )
        self.create_timer(0.1, self.beat)

    def beat(self):
        if self.left:
            self.left -= 1
            self.heart.publish(Empty())

    def on_heart(self, message):
        self.drive(0.5)

    def own(self, info):
        self.missed += info.total_count_change

    def on_missed(self, info):
        self.drive(-0.1 * info.total_count)
        if info.total_count == 3:
            print("missed by the publisher about", self.missed)

    def drive(self, speed):
        command = Twist()
        command.linear.x = speed
        self.publisher.publish(command)


def main():
    rclpy.init()
    rclpy.spin(Pilot())
