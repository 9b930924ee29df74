"""Rates of two speeds in two threads, with the node spun in a third."""

import threading

import rclpy
from geometry_msgs.msg import Twist


def main():
    rclpy.init()
    node = rclpy.create_node("pilot")
    publisher = node.create_publisher(Twist, "/cmd_vel", 10)
    speed = [0.0]

    def accelerate():
        rate = node.create_rate(4)
        while rclpy.ok():
            speed[0] += 0.1
            rate.sleep()

    threading.Thread(target=rclpy.spin, args=(node,), daemon=True).start()
    threading.Thread(target=accelerate, daemon=True).start()
    rate = node.create_rate(20)
    while rclpy.ok():
        rate.sleep()
        command = Twist()
        command.linear.x = speed[0]
        publisher.publish(command)
