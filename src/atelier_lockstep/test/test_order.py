"""What comes first within one moment, at the program's end of the lock-step."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from atelier_lockstep.robot import CDR_LITTLE_ENDIAN, CLOCK, Robot
from atelier_lockstep.wire import Topic

from .conftest import Drive

SENSORS = tuple(Topic(f"/{name}", "std_msgs/msg/Float64", to_controller=True) for name in "abc")


class Publisher:
    """Writes down what is published, and in which order."""

    def __init__(self, name: str, said: list[tuple[str, bytes]]) -> None:
        self._name, self._said = name, said

    def publish(self, data: bytes) -> None:
        self._said.append((self._name, data))


def test_sensors_are_published_as_they_come_then_the_clock(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    said: list[tuple[str, bytes]] = []
    robot: Any = Robot(SENSORS)
    monkeypatch.setattr(Robot, "attached", True)
    robot._publishers = {n: Publisher(topic.name, said) for n, topic in enumerate(SENSORS)}
    robot._clock = Publisher("/clock", said)
    robot.publish(1_500_000_000, ((2, b"2"), (0, b"0"), (1, b"1")))
    time = CLOCK.pack(CDR_LITTLE_ENDIAN, 1, 500_000_000)
    assert said == [("/c", b"2"), ("/a", b"0"), ("/b", b"1"), ("/clock", time)]


ALL_KINDS = """
    import time
    import rclpy
    from rclpy.callback_groups import ReentrantCallbackGroup
    from rclpy.executors import SingleThreadedExecutor
    from rclpy.guard_condition import GuardCondition
    from rclpy.node import Node
    from rclpy.waitable import NumberOfEntities, Waitable
    from std_msgs.msg import Float64
    from std_srvs.srv import Trigger

    ORDER = []


    class Signal(Waitable):
        def __init__(self, node):
            super().__init__(ReentrantCallbackGroup())
            self.name = node.get_name()
            self.condition = GuardCondition(None, self.callback_group, node.context)
            self.ready = False

        def is_ready(self, wait_set):
            self.ready = self.ready or wait_set.is_ready("guard_condition", self.index)
            return self.ready

        def take_data(self):
            self.ready = False

        async def execute(self, data):
            ORDER.append(f"{self.name} waitable")

        def get_num_entities(self):
            return NumberOfEntities(0, 1, 0, 0, 0, 0)

        def add_to_wait_set(self, wait_set):
            self.index = wait_set.add_guard_condition(self.condition.handle)


    class Crowd(Node):
        def __init__(self, name):
            super().__init__(name)
            self.made = ReentrantCallbackGroup()
            note = lambda what: lambda *args: ORDER.append(f"{name} {what}") or args[-1:][0]
            group = {"callback_group": self.made}
            self.create_service(Trigger, "~/ask", lambda q, r: note("service")(r), **group)
            self.asked = self.create_client(Trigger, "~/ask", **group)
            self.condition = self.create_guard_condition(lambda: note("guard")(0), self.made)
            self.create_subscription(Float64, "~/second", note("subscription 1"), 10, **group)
            self.create_subscription(Float64, "~/first", note("subscription 2"), 10, **group)
            self.first = self.create_publisher(Float64, "~/first", 10)
            self.second = self.create_publisher(Float64, "~/second", 10)
            self.create_timer(0.5, lambda: note("timer 1")(0), **group)
            self.create_timer(0.4, lambda: note("timer 2")(0), **group)
            self.signal = Signal(self)
            self.add_waitable(self.signal)

        def stir(self):
            self.first.publish(Float64())
            self.second.publish(Float64())
            self.condition.trigger()
            self.signal.condition.trigger()
            self.asked.call_async(Trigger.Request()).add_done_callback(
                lambda future: ORDER.append(f"{self.get_name()} client")
            )


    def main():
        rclpy.init()
        crowds = Crowd("zoe"), Crowd("adam")
        executor = SingleThreadedExecutor()
        for crowd in crowds:
            executor.add_node(crowd)
        while not all(crowd.asked.service_is_ready() for crowd in crowds):
            time.sleep(0.05)
        for turn in range(20):  # whatever making them has left to do
            executor.spin_once(timeout_sec=0.01)
        turns = 0
        while turns < 2:
            time.sleep(0.6)
            for crowd in crowds:
                crowd.stir()
            time.sleep(0.4)
            ORDER.clear()
            executor.create_task(lambda: ORDER.append("task"))
            began_s = time.monotonic()
            for spin in range(30):
                executor.spin_once(timeout_sec=0.01 + turns / 1000)
                if sum(each.endswith("client") for each in ORDER) == 2:
                    break
            turns += time.monotonic() - began_s < 0.3  # or else timers are due again: once more
        print("order:", ", ".join(ORDER))


    if __name__ == "__main__":
        main()
"""


def test_callbacks_run_in_the_order_in_which_rclpy_runs_them(drive: Drive, tmp_path: Path) -> None:
    """Of two nodes with something of every kind ready at once: as plain rclpy does it, but for
    which node is the first, which rclpy leaves to the addresses of the two."""
    virtual = drive(ALL_KINDS, 3.0).output
    file = tmp_path / "plain.py"
    file.write_text(dedent(ALL_KINDS))
    plain = subprocess.run(
        [sys.executable, file],
        env=os.environ | {"ROS_AUTOMATIC_DISCOVERY_RANGE": "OFF"},
        capture_output=True,
        text=True,
        timeout=240,
        check=True,
    ).stdout
    assert virtual.startswith("order: task, zoe waitable, adam waitable, zoe timer 1, ")
    if "task, adam" in plain:
        plain = plain.replace("zoe", "?").replace("adam", "zoe").replace("?", "adam")
    assert virtual == plain
