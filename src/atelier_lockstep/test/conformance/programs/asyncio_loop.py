"""asyncio is the main loop, and rclpy is polled from it."""

import asyncio

import rclpy
from geometry_msgs.msg import Twist
from nav_msgs.msg import Odometry


async def spin(node):
    while rclpy.ok():
        rclpy.spin_once(node, timeout_sec=0)
        await asyncio.sleep(0.01)


async def drive(node):
    publisher = node.create_publisher(Twist, "/cmd_vel", 10)
    odometry = asyncio.Queue()
    node.create_subscription(Odometry, "/odom", odometry.put_nowait, 10)
    spinning = asyncio.create_task(spin(node))
    while True:
        message = await asyncio.wait_for(odometry.get(), timeout=1.0)
        command = Twist()
        command.linear.x = 0.5
        publisher.publish(command)
        if message.pose.pose.position.x > 0.4:
            break
    publisher.publish(Twist())
    spinning.cancel()
    await asyncio.gather(spinning, return_exceptions=True)
    print("arrived")


def main():
    rclpy.init()
    asyncio.run(drive(rclpy.create_node("pilot")))
    rclpy.shutdown()
