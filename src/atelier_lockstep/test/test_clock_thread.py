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
    print("for others", rclpy.create_node("other").get_clock().now().nanoseconds)
"""

IDLE = """
    from atelier_lockstep import clock_thread

    clock_thread._follow = lambda *clock: None  # what comes stays unread
    clock_thread.install()

    import rclpy
    from rclpy.executors import SingleThreadedExecutor
    from rosgraph_msgs.msg import Clock

    rclpy.init(args=["--ros-args", "-p", "use_sim_time:=true"])
    node = rclpy.create_node("pilot")
    rounds = []

    class Counting(SingleThreadedExecutor):
        def get_nodes(self):
            rounds.append(1)
            return super().get_nodes()

    executor = Counting()
    executor.add_node(node)
    executor.spin_once(timeout_sec=0.0)
    publisher = node.create_publisher(Clock, "/clock", 10)
    while not publisher.get_subscription_count():
        pass
    publisher.publish(Clock())
    for _ in range(3):
        rounds.clear()
        executor.spin_once(timeout_sec=0.3)
    print("idle" if len(rounds) < 10 else f"{len(rounds)} rounds")
"""


def test_time_comes_without_spinning_and_the_thread_ends_before_the_interpreter() -> None:
    assert run(PROGRAM) == [
        "before ['MainThread', 'atelier_clock']",
        "it is 7000000000",
        "for others 7000000000",
        "at the end ['MainThread']",
    ]


def test_time_that_has_come_does_not_keep_the_executor_awake() -> None:
    assert run(IDLE) == ["idle"]


def run(program: str) -> list[str]:
    """The lines that it says, alone on its network."""
    done = subprocess.run(
        [sys.executable, "-c", dedent(program)],
        env=os.environ | {"ROS_AUTOMATIC_DISCOVERY_RANGE": "OFF"},
        capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.splitlines()
