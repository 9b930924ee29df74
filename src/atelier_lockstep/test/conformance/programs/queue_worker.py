"""Callbacks put work into a Queue; a worker thread takes it, with a timeout."""

import queue
import threading
import time

import rclpy
from geometry_msgs.msg import Twist
from nav_msgs.msg import Odometry


def main():
    rclpy.init()
    node = rclpy.create_node("pilot")
    publisher = node.create_publisher(Twist, "/cmd_vel", 10)
    jobs = queue.Queue(maxsize=2)
    dropped = []

    def on_odom(message):
        try:
            jobs.put_nowait(message.pose.pose.position.x)
        except queue.Full:
            dropped.append(message)

    def work():
        while rclpy.ok():
            try:
                jobs.get(timeout=0.5)
            except queue.Empty:
                continue
            time.sleep(0.11)
            command = Twist()
            command.linear.x = 0.4
            command.angular.z = float(bool(dropped))
            publisher.publish(command)
            jobs.task_done()

    node.create_subscription(Odometry, "/odom", on_odom, 10)
    threading.Thread(target=work, daemon=True).start()
    rclpy.spin(node)
