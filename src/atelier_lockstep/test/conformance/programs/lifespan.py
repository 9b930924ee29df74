"""A message that has outlived its lifespan is not delivered any more."""

import time

import rclpy
from geometry_msgs.msg import Twist
from rclpy.duration import Duration
from rclpy.qos import QoSProfile
from std_msgs.msg import Float64


def main():
    rclpy.init()
    node = rclpy.create_node("pilot")
    publisher = node.create_publisher(Twist, "/cmd_vel", 10)
    short = QoSProfile(depth=10, lifespan=Duration(seconds=0.3))
    orders = node.create_publisher(Float64, "orders", short)
    heard = []
    node.create_subscription(Float64, "orders", lambda message: heard.append(message.data), short)
    orders.publish(Float64(data=1.0))
    orders.publish(Float64(data=2.0))
    time.sleep(0.2)
    orders.publish(Float64(data=3.0))
    time.sleep(0.2)
    for _ in range(4):
        rclpy.spin_once(node, timeout_sec=0.05)
    print("heard", heard)
    command = Twist()
    command.linear.x = 0.1 * sum(heard)
    publisher.publish(command)
    rclpy.shutdown()
