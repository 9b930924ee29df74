"""threading.Timer: one that fires, one that is cancelled, one that starts the next."""

import threading
import time

import rclpy
from geometry_msgs.msg import Twist


def main():
    rclpy.init()
    node = rclpy.create_node("pilot")
    publisher = node.create_publisher(Twist, "/cmd_vel", 10)

    def go(speed):
        command = Twist()
        command.linear.x = speed
        publisher.publish(command)
        if speed < 0.3:
            threading.Timer(0.25, go, (speed + 0.1,)).start()

    threading.Timer(0.5, go, (0.1,)).start()
    never = threading.Timer(0.6, go, (9.0,))
    never.start()
    never.cancel()
    time.sleep(1.4)
    publisher.publish(Twist())
    time.sleep(0.1)
    rclpy.shutdown()
