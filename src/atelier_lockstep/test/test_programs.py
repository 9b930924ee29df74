"""Several programs in one process: each for itself, all in one lock-step."""

from __future__ import annotations

from dataclasses import replace

import pytest

from atelier_lockstep.wire import Program

from .conftest import Drive

TALKERS = """
    import sys
    import rclpy
    from rclpy.node import Node
    from std_msgs.msg import Float64

    COUNT = 0


    class Detector(Node):
        def __init__(self):
            super().__init__("detector")
            self.declare_parameter("factor", 1.0)
            self.factor = self.get_parameter("factor").value
            self.create_subscription(Float64, "/range", self.on_range, 10)
            self.publisher = self.create_publisher(Float64, "seen", 10)

        def on_range(self, message):
            global COUNT
            COUNT += 1
            self.publisher.publish(Float64(data=self.factor * message.data + 100 * COUNT))


    class Driver(Node):
        def __init__(self):
            super().__init__("driver")
            self.create_subscription(Float64, "seen", self.on_seen, 10)
            self.publisher = self.create_publisher(Float64, "/speed", 10)
            self.get_logger().info(f"I am {self.get_fully_qualified_name()}, COUNT {COUNT}")

        def on_seen(self, message):
            self.publisher.publish(message)


    def detect(args=None):
        rclpy.init(args=args)
        rclpy.spin(Detector())
        rclpy.shutdown()


    def drive(args=None):
        print("arguments", sys.argv[1:2])
        rclpy.init(args=args)
        try:
            rclpy.spin(Driver())
        finally:
            print("over", rclpy.ok())


    def short(args=None):
        rclpy.init(args=args)
        node = Node("short")
        rclpy.spin_once(node, timeout_sec=0.5)
        publisher = node.create_publisher(Float64, "/speed", 10)
        publisher.publish(Float64(data=-1.0))
        rclpy.shutdown()
        try:
            publisher.publish(Float64(data=-2.0))
        except Exception as error:
            print("after:", error)


    def crash(args=None):
        rclpy.init(args=args)
        rclpy.spin_once(Node("crash"), timeout_sec=0.75)
        raise ValueError("no such thing")


    def leave(args=None):
        rclpy.init(args=args)
        rclpy.spin_once(Node("leave"), timeout_sec=0.75)
        sys.exit(3)
"""


def program(function: str, *argv: str, name: str = "") -> Program:
    return Program(name or function, "program", function, (function, *argv))


def test_two_programs_talk_to_each_other_in_one_lock_step(drive: Drive) -> None:
    both = (program("detect"), program("drive"))
    runs = [drive(TALKERS, 1.0, programs=both) for _ in range(3)]
    assert len({run.digest for run in runs}) == 1
    assert runs[0].commands[:2] == [(0.1, pytest.approx(100.1)), (0.2, pytest.approx(200.2))]
    assert len(runs[0].commands) == 10
    assert runs[0].ended is not None
    assert (runs[0].ended.how, runs[0].ended.nodes) == ("interrupted", 2)
    assert "over False" in runs[0].output


def test_one_executable_twice_has_arguments_remaps_parameters_and_globals_of_its_own(
    drive: Drive,
) -> None:
    left = ("--ros-args", "-r", "__node:=left", "-r", "__ns:=/a", "-p", "factor:=2.0")
    right = ("--ros-args", "-r", "__node:=right", "-r", "seen:=/a/seen", "-p", "factor:=3.0")
    driver = ("--fast", "--ros-args", "-r", "__ns:=/a", "-r", "__node:=pilot")
    run = drive(
        TALKERS,
        0.2,
        programs=(program("detect", *left), program("detect", *right), program("drive", *driver)),
    )
    # Each counts for itself from 1.
    values = [round(value, 3) for _, value in run.commands]
    assert values == [100.2, 100.3, 200.4, 200.6]
    assert "I am /a/pilot, COUNT 0" in run.output
    assert "arguments ['--fast']" in run.output


def test_one_that_returns_leaves_the_others_running(drive: Drive) -> None:
    run = drive(TALKERS, 1.0, programs=(program("short"), program("detect"), program("drive")))
    values = [value for _, value in run.commands]
    assert values.count(-1.0) == 1
    assert -2.0 not in values
    assert len(values) == 11
    assert "after: Failed to publish: publisher's context is invalid" in run.output
    assert run.ended is not None
    assert run.ended.how == "interrupted"


def test_when_all_have_returned_the_run_is_over(drive: Drive) -> None:
    run = drive(TALKERS, 3, programs=(program("short"), program("short", name="again")))
    assert run.ended is not None
    assert (run.ended.how, run.ended.status) == ("returned", 0)
    assert run.now_s == pytest.approx(0.5, abs=0.01)


@pytest.mark.parametrize(
    ("function", "how", "status", "message"),
    [("crash", "raised", 1, "ValueError: no such thing"), ("leave", "exited", 3, "")],
)
def test_one_that_fails_ends_the_run_and_is_named(
    drive: Drive, function: str, how: str, status: int, message: str
) -> None:
    run = drive(TALKERS, 3, programs=(program("drive"), program(function, name="culprit")))
    assert run.ended is not None
    assert (run.ended.how, run.ended.status) == (how, status)
    assert (run.ended.program, run.ended.message) == ("culprit", message)
    assert run.now_s == pytest.approx(0.75, abs=0.01)


CONTEXTS = """
    import rclpy
    from rclpy.context import Context
    from rclpy.executors import SingleThreadedExecutor
    from rclpy.node import Node
    from std_msgs.msg import Float64


    def main():
        rclpy.init()
        inner = Context()
        rclpy.init(context=inner, args=["--ros-args", "-r", "__node:=renamed"])
        node, other = Node("a"), Node("b", context=inner)
        print("names", node.get_name(), other.get_name())
        node.create_subscription(Float64, "/range", lambda m: relay.publish(m), 10)
        relay = node.create_publisher(Float64, "/relay", 10)
        speed = other.create_publisher(Float64, "/speed", 10)
        other.create_subscription(Float64, "/relay", speed.publish, 10)
        executor = SingleThreadedExecutor(context=inner)
        executor.add_node(other)
        while rclpy.ok() and node.get_clock().now().nanoseconds < 500_000_000:
            rclpy.spin_once(node, timeout_sec=0.01)
            executor.spin_once(timeout_sec=0.01)
        rclpy.shutdown()
        speed.publish(Float64(data=-1.0))
        executor.spin_once(timeout_sec=0.05)
        inner.shutdown()
        rclpy.init()
        print("again", rclpy.ok(), Node("c").get_name())
"""


def test_contexts_of_one_program_meet_and_end_each_by_itself(drive: Drive) -> None:
    run = drive(CONTEXTS, 2)
    assert run.ended is not None
    assert run.ended.how == "returned", run.output
    assert "names a renamed" in run.output
    assert "again True c" in run.output
    assert [value for _, value in run.commands] == pytest.approx([0.1, 0.2, 0.3, 0.4, 0.5, -1.0])


def test_a_program_that_is_delayed_starts_on_simulated_time(drive: Drive) -> None:
    source = (
        "import time\ndef now():\n    print(round(time.time(), 3), flush=True)\n    time.sleep(1)\n"
    )
    first = Program("first", "program", "now", ("first",))
    driven = drive(source, 3.0, programs=(first, replace(first, name="late", delay_s=1.5)))
    assert driven.output == "1767225600.0\n1767225601.5\n"
    assert driven.now_s == pytest.approx(2.5)


def test_a_program_that_was_to_start_later_is_not_missed(drive: Drive) -> None:
    source = (
        "import time\ndef now():\n    print(round(time.time(), 3), flush=True)\n    time.sleep(1)\n"
    )
    first = Program("first", "program", "now", ("first",))
    driven = drive(source, 1.0, programs=(first, replace(first, name="late", delay_s=1.5)))
    assert driven.output == "1767225600.0\n"
    assert driven.ended is not None
    assert driven.ended.how == "interrupted"
