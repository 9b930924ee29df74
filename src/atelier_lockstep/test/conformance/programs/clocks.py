"""Every clock that Python and rclpy have goes at the same pace, and never stands still."""

import datetime
import time

import rclpy
from geometry_msgs.msg import Twist
from rclpy.clock import Clock
from rclpy.clock_type import ClockType


def main():
    rclpy.init()
    node = rclpy.create_node("pilot")
    publisher = node.create_publisher(Twist, "/cmd_vel", 10)
    steady = Clock(clock_type=ClockType.STEADY_TIME)
    system = Clock(clock_type=ClockType.SYSTEM_TIME)
    readers = {
        "time": time.time,
        "monotonic": time.monotonic,
        "perf_counter": time.perf_counter,
        "time_ns": lambda: time.time_ns() / 1e9,
        "datetime": lambda: datetime.datetime.now().timestamp(),
        "steady": lambda: steady.now().nanoseconds / 1e9,
        "system": lambda: system.now().nanoseconds / 1e9,
    }
    for read in (time.perf_counter, time.monotonic, lambda: steady.now().nanoseconds):
        assert read() < read(), "a clock stands still"
    before = {name: read() for name, read in readers.items()}
    time.sleep(1.0)
    passed = {name: read() - before[name] for name, read in readers.items()}
    print("right", sorted(name for name, seconds in passed.items() if 1.0 <= seconds < 1.1))
    command = Twist()
    command.linear.x = 0.5 if all(1.0 <= each < 1.1 for each in passed.values()) else -1.0
    publisher.publish(command)
    rclpy.shutdown()
