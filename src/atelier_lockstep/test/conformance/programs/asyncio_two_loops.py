"""Two asyncio loops in two threads, one runs blocking work in its default executor."""

import asyncio
import threading
import time

import rclpy
from geometry_msgs.msg import Twist


def main():
    rclpy.init()
    node = rclpy.create_node("pilot")
    publisher = node.create_publisher(Twist, "/cmd_vel", 10)
    speed = [0.1]

    async def plan():
        loop = asyncio.get_running_loop()
        for _ in range(3):
            await loop.run_in_executor(None, time.sleep, 0.3)
            speed[0] += 0.1

    async def act():
        for _ in range(10):
            command = Twist()
            command.linear.x = speed[0]
            publisher.publish(command)
            await asyncio.sleep(0.1)

    threads = [threading.Thread(target=asyncio.run, args=(part(),)) for part in (plan, act)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    publisher.publish(Twist())
    rclpy.shutdown()
