"""The thread that takes in `/clock` in a paced program."""

from __future__ import annotations

import os
import subprocess
import sys
from textwrap import dedent

PROGRAM = """
    import atexit, threading, time

    from atelier_lockstep import clock_thread

    names = lambda: sorted(each.name for each in threading.enumerate())
    atexit.register(lambda: print("at the end", names()))
    clock_thread.install()

    import rclpy
    from rosgraph_msgs.msg import Clock

    rclpy.init(args=["--ros-args", "-p", "use_sim_time:=true"])
    node = rclpy.create_node("pilot")
    print("before", names())
    publisher = node.create_publisher(Clock, "/clock", 10)
    message = Clock()
    message.clock.sec = 7
    end_s = time.monotonic() + 20
    while node.get_clock().now().nanoseconds != 7 * 10**9 and time.monotonic() < end_s:
        publisher.publish(message)
        time.sleep(0.01)
    print("it is", node.get_clock().now().nanoseconds)
"""


def test_time_comes_without_spinning_and_the_thread_ends_before_the_interpreter() -> None:
    done = subprocess.run(
        [sys.executable, "-c", dedent(PROGRAM)],
        env=os.environ | {"ROS_AUTOMATIC_DISCOVERY_RANGE": "OFF"},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.stdout.splitlines() == [
        "before ['MainThread', 'atelier_clock']",
        "it is 7000000000",
        "at the end ['MainThread']",
    ]
    assert (done.returncode, done.stderr) == (0, "")
