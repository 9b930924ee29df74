"""A child process beside a node that spins in the background: its answer is waited for."""

import subprocess
import threading

import rclpy
from geometry_msgs.msg import Twist


def main():
    rclpy.init()
    node = rclpy.create_node("pilot")
    publisher = node.create_publisher(Twist, "/cmd_vel", 10)
    threading.Thread(target=rclpy.spin, args=(node,), daemon=True).start()
    text = subprocess.run(
        ["sh", "-c", "sleep 0.2; echo 0.5"], capture_output=True, timeout=10, check=True
    ).stdout
    child = subprocess.Popen(["sleep", "0.2"])
    print("left", child.wait(timeout=10))
    command = Twist()
    command.linear.x = float(text)
    publisher.publish(command)
    rclpy.shutdown()
