"""Two contexts in one process: a node of each, and they hear one another."""

import threading

import rclpy
from geometry_msgs.msg import Twist
from nav_msgs.msg import Odometry
from rclpy.context import Context
from rclpy.executors import SingleThreadedExecutor
from std_msgs.msg import Float64


def main():
    rclpy.init()
    other = Context()
    rclpy.init(context=other)
    driver = rclpy.create_node("driver")
    watcher = rclpy.create_node("watcher", context=other)
    publisher = driver.create_publisher(Twist, "/cmd_vel", 10)
    distance = watcher.create_publisher(Float64, "distance", 10)

    def on_odom(message):
        distance.publish(Float64(data=message.pose.pose.position.x))

    def on_distance(message):
        command = Twist()
        command.linear.x = 0.7 - message.data
        publisher.publish(command)

    watcher.create_subscription(Odometry, "/odom", on_odom, 10)
    driver.create_subscription(Float64, "distance", on_distance, 10)
    executor = SingleThreadedExecutor(context=other)
    executor.add_node(watcher)
    threading.Thread(target=executor.spin, daemon=True).start()
    rclpy.spin(driver)
