"""Clock.sleep_for and sleep_until, on the node's clock and on a steady one."""

import threading

import rclpy
from geometry_msgs.msg import Twist
from rclpy.clock import Clock
from rclpy.clock_type import ClockType
from rclpy.duration import Duration


def main():
    rclpy.init()
    node = rclpy.create_node("pilot")
    publisher = node.create_publisher(Twist, "/cmd_vel", 10)
    threading.Thread(target=rclpy.spin, args=(node,), daemon=True).start()
    steady = Clock(clock_type=ClockType.STEADY_TIME)
    clock = node.get_clock()
    while clock.now().nanoseconds == 0:
        steady.sleep_for(Duration(seconds=0.05))
    start = clock.now()
    for step in range(1, 5):
        reached = clock.sleep_until(start + Duration(seconds=0.25 * step))
        command = Twist()
        command.linear.x = 0.1 * step if reached else -1.0
        publisher.publish(command)
    steady.sleep_for(Duration(seconds=0.3))
    publisher.publish(Twist())
    rclpy.shutdown()
