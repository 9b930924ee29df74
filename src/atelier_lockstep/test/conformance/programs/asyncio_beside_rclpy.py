"""An asyncio loop in a thread of its own; callbacks hand it coroutines."""

import asyncio
import threading

import rclpy
from geometry_msgs.msg import Twist
from nav_msgs.msg import Odometry
from rclpy.node import Node


class Pilot(Node):
    def __init__(self, loop):
        super().__init__("pilot")
        self.loop = loop
        self.busy = False
        self.publisher = self.create_publisher(Twist, "/cmd_vel", 10)
        self.create_subscription(Odometry, "/odom", self.on_odom, 10)

    def on_odom(self, message):
        if not self.busy:
            self.busy = True
            asyncio.run_coroutine_threadsafe(self.plan(), self.loop)

    async def plan(self):
        await asyncio.sleep(0.22)
        command = Twist()
        command.linear.x = 0.3
        self.publisher.publish(command)
        self.busy = False


def main():
    rclpy.init()
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, daemon=True).start()
    rclpy.spin(Pilot(loop))
