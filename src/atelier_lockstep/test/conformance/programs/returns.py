"""main drives a little, stops the robot and returns long before the end."""

import time

import rclpy
from geometry_msgs.msg import Twist


def main():
    rclpy.init()
    node = rclpy.create_node("pilot")
    publisher = node.create_publisher(Twist, "/cmd_vel", 10)
    command = Twist()
    command.linear.x = 0.5
    publisher.publish(command)
    time.sleep(0.6)
    publisher.publish(Twist())
    node.destroy_node()
    rclpy.shutdown()
    print("done")
