"""signal.alarm and signal.pause in the main thread, the node spins in another."""

import signal
import threading

import rclpy
from geometry_msgs.msg import Twist


def main():
    rclpy.init()
    node = rclpy.create_node("pilot")
    publisher = node.create_publisher(Twist, "/cmd_vel", 10)
    rung = []
    signal.signal(signal.SIGALRM, lambda number, frame: rung.append(number))
    threading.Thread(target=rclpy.spin, args=(node,), daemon=True).start()
    command = Twist()
    command.linear.x = 0.5
    publisher.publish(command)
    signal.alarm(1)
    signal.pause()
    publisher.publish(Twist())
    print("rung", len(rung))
    rclpy.shutdown()
