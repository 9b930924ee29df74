"""Work for a pool of processes, while the node spins in the background."""

import multiprocessing
import threading

import rclpy
from geometry_msgs.msg import Twist


def square(number):
    return number * number


def main():
    with multiprocessing.Pool(2) as pool:
        rclpy.init()
        node = rclpy.create_node("pilot")
        publisher = node.create_publisher(Twist, "/cmd_vel", 10)
        threading.Thread(target=rclpy.spin, args=(node,), daemon=True).start()
        print("squares", pool.map(square, range(5)))
        command = Twist()
        command.linear.x = 0.1 * pool.apply_async(square, (3,)).get(timeout=20)
        publisher.publish(command)
        rclpy.shutdown()
