"""rclpy.shutdown in a callback ends the spin, and main goes on after it."""

import rclpy
from geometry_msgs.msg import Twist
from nav_msgs.msg import Odometry
from rclpy.executors import ExternalShutdownException


def main():
    rclpy.init()
    node = rclpy.create_node("pilot")
    publisher = node.create_publisher(Twist, "/cmd_vel", 10)

    def on_odom(message):
        command = Twist()
        command.linear.x = 0.5
        publisher.publish(command)
        if message.pose.pose.position.x > 0.4:
            publisher.publish(Twist())
            rclpy.shutdown()

    node.create_subscription(Odometry, "/odom", on_odom, 10)
    try:
        rclpy.spin(node)
    except ExternalShutdownException:
        pass
    print("after the spin", rclpy.ok())
