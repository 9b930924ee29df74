"""A coroutine given to the executor as a task sleeps by awaiting futures that timers complete."""

import rclpy
from geometry_msgs.msg import Twist
from rclpy.executors import SingleThreadedExecutor
from rclpy.task import Future


def main():
    rclpy.init()
    node = rclpy.create_node("pilot")
    publisher = node.create_publisher(Twist, "/cmd_vel", 10)

    async def pause(seconds):
        done = Future()
        timer = node.create_timer(seconds, lambda: done.set_result(True))
        await done
        node.destroy_timer(timer)

    async def square():
        for side in range(3):
            command = Twist()
            command.linear.x = 0.1 * (side + 1)
            publisher.publish(command)
            await pause(0.3)
        publisher.publish(Twist())
        return "done"

    executor = SingleThreadedExecutor()
    executor.add_node(node)
    task = executor.create_task(square)
    executor.spin_until_future_complete(task)
    print("square", task.result())
    executor.shutdown()
    rclpy.shutdown()
