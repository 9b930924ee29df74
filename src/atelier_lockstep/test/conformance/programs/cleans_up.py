"""Ctrl-C at the end of the mission: the robot is stopped in a finally, which takes its time."""

import time

import rclpy
from geometry_msgs.msg import Twist
from rclpy.signals import SignalHandlerOptions


def main():
    rclpy.init(signal_handler_options=SignalHandlerOptions.NO)
    node = rclpy.create_node("pilot")
    publisher = node.create_publisher(Twist, "/cmd_vel", 10)

    def drive():
        command = Twist()
        command.linear.x = 0.2
        publisher.publish(command)

    node.create_timer(0.1, drive)
    try:
        rclpy.spin(node)
    except KeyboardInterrupt:
        print("interrupted")
    finally:
        publisher.publish(Twist())
        time.sleep(0.3)
        node.destroy_node()
        rclpy.shutdown()
        print("cleaned up")
