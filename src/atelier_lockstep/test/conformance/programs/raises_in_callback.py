"""An exception in a callback ends the program with its traceback."""

import rclpy
from geometry_msgs.msg import Twist
from nav_msgs.msg import Odometry


def main():
    rclpy.init()
    node = rclpy.create_node("pilot")
    publisher = node.create_publisher(Twist, "/cmd_vel", 10)

    def on_odom(message):
        command = Twist()
        command.linear.x = 0.5
        publisher.publish(command)
        if message.pose.pose.position.x > 0.2:
            raise ValueError("beyond the map")

    node.create_subscription(Odometry, "/odom", on_odom, 10)
    rclpy.spin(node)
