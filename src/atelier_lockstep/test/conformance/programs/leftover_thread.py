"""main returns while a thread that is no daemon still drives; the program ends with it."""

import atexit
import threading
import time

import rclpy
from geometry_msgs.msg import Twist


def main():
    rclpy.init()
    node = rclpy.create_node("pilot")
    publisher = node.create_publisher(Twist, "/cmd_vel", 10)

    def work():
        for _ in range(5):
            time.sleep(0.2)
            command = Twist()
            command.linear.x = 0.3
            publisher.publish(command)
        print("worked")

    def idle():
        while True:
            time.sleep(0.3)

    threading.Thread(target=work).start()
    threading.Thread(target=idle, daemon=True).start()
    atexit.register(print, "left")
    print("returned")
