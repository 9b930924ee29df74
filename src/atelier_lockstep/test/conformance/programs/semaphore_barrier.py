"""Three threads meet at a Barrier and take turns by a Semaphore."""

import threading
import time

import rclpy
from geometry_msgs.msg import Twist


def main():
    rclpy.init()
    node = rclpy.create_node("pilot")
    publisher = node.create_publisher(Twist, "/cmd_vel", 10)
    barrier = threading.Barrier(3)
    turn = threading.BoundedSemaphore(1)

    def work(number):
        time.sleep(0.1 * number)
        barrier.wait(timeout=5.0)
        with turn:
            command = Twist()
            command.linear.x = 0.5
            publisher.publish(command)
            time.sleep(0.2)

    threads = [threading.Thread(target=work, args=(number,)) for number in (1, 2, 3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=5.0)
    print("alive", [thread.is_alive() for thread in threads])
    publisher.publish(Twist())
    time.sleep(0.1)
    rclpy.shutdown()
