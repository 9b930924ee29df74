"""Slow work in a ThreadPoolExecutor, collected as it gets done."""

import time
from concurrent.futures import ThreadPoolExecutor, as_completed, wait

import rclpy
from geometry_msgs.msg import Twist


def think(seconds):
    time.sleep(seconds)
    return seconds


def main():
    rclpy.init()
    node = rclpy.create_node("pilot")
    publisher = node.create_publisher(Twist, "/cmd_vel", 10)
    with ThreadPoolExecutor(max_workers=3) as pool:
        for done in as_completed([pool.submit(think, seconds) for seconds in (0.6, 0.2, 0.4)]):
            command = Twist()
            command.linear.x = done.result()
            publisher.publish(command)
        first, rest = wait([pool.submit(think, 0.3), pool.submit(think, 2.0)], timeout=0.7)
        print("done", len(first), "not yet", len(rest))
        publisher.publish(Twist())
    rclpy.shutdown()
