"""wait_for_message, with and without an answer, between two commands."""

import rclpy
from geometry_msgs.msg import Twist
from nav_msgs.msg import Odometry
from rclpy.wait_for_message import wait_for_message
from std_msgs.msg import Empty


def main():
    rclpy.init()
    node = rclpy.create_node("pilot")
    publisher = node.create_publisher(Twist, "/cmd_vel", 10)
    found, message = wait_for_message(Odometry, node, "/odom", time_to_wait=5.0)
    print("found", found, round(message.pose.pose.position.y, 1))
    command = Twist()
    command.linear.x = 0.5
    publisher.publish(command)
    found, _ = wait_for_message(Empty, node, "/nothing", time_to_wait=0.8)
    print("found", found)
    publisher.publish(Twist())
    rclpy.shutdown()
