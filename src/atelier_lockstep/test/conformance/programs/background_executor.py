"""An executor in a thread of its own, shut down and joined before the program returns."""

import threading
import time

import rclpy
from geometry_msgs.msg import Twist
from nav_msgs.msg import Odometry
from rclpy.executors import SingleThreadedExecutor


def main():
    rclpy.init()
    node = rclpy.create_node("pilot")
    publisher = node.create_publisher(Twist, "/cmd_vel", 10)
    heard = []
    node.create_subscription(Odometry, "/odom", heard.append, 10)
    executor = SingleThreadedExecutor()
    executor.add_node(node)
    thread = threading.Thread(target=executor.spin)
    thread.start()
    command = Twist()
    command.linear.x = 0.5
    for _ in range(5):
        publisher.publish(command)
        time.sleep(0.2)
    publisher.publish(Twist())
    time.sleep(0.05)
    executor.shutdown()
    thread.join()
    print("heard about", round(len(heard), -1))
    node.destroy_node()
    rclpy.shutdown()
