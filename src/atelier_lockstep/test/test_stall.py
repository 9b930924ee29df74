"""Programs that wait for themselves, or never let time go on: found, ended and named."""

from __future__ import annotations

import pytest

from .conftest import Drive
from .test_idioms import program

SERVICE = """
    class Asker(Robot):
        def __init__(self):
            super().__init__(period=None)
            self.create_service(Trigger, "permit", lambda request, response: response)
            self.client = self.create_client(Trigger, "permit")
            self.create_timer(0.1, self.on_tick)

        def on_tick(self):
            {call}

    def main():
        rclpy.init()
        node = Asker()
        {spin}
"""
CALL = "self.client.call(Trigger.Request())"
NESTED = "rclpy.spin_until_future_complete(self, self.client.call_async(Trigger.Request()))"
THREADS = "executor = MultiThreadedExecutor(4); executor.add_node(node); executor.spin()"

LOCKS = """
    def main():
        first, second = threading.Lock(), threading.Lock()

        def other():
            with second:
                time.sleep(0.1)
                first.acquire()

        threading.Thread(target=other, name="other").start()
        with first:
            time.sleep(0.1)
            second.acquire()
"""


@pytest.mark.parametrize(
    ("source", "where", "frames"),
    [
        (SERVICE.format(call=CALL, spin="rclpy.spin(node)"), "MainThread in on_tick", CALL),
        (SERVICE.format(call=CALL, spin=THREADS), "ThreadPoolExecutor-0_0 in on_tick", CALL),
        (SERVICE.format(call=NESTED, spin="rclpy.spin(node)"), "MainThread in on_tick", NESTED),
        (LOCKS, "MainThread in main (program.py:", "acquire"),
    ],
    ids=["single", "threads", "nested", "locks"],
)
def test_a_deadlock_is_found_at_once(source: str, where: str, frames: str, drive: Drive) -> None:
    driven = drive(program(source))
    assert driven.ended is not None, driven.output
    assert driven.ended.how == "deadlocked"
    assert where in driven.ended.message
    assert frames in driven.ended.traceback
    assert "MainThread waits in" in driven.ended.traceback
    assert driven.now_s < 0.2


@pytest.mark.parametrize(
    "wait", ["threading.Event().wait()", "__import__('signal').pause()", "rclpy.spin(Robot(None))"]
)
def test_waiting_for_ctrl_c_is_no_deadlock(wait: str, drive: Drive) -> None:
    driven = drive(program(f"    def main():\n        rclpy.init()\n        {wait}\n"), 0.5)
    assert driven.ended is not None
    assert driven.ended.how == "interrupted"


def test_topics_that_feed_themselves_are_named(drive: Drive) -> None:
    driven = drive(
        program("""
        class Echo(Robot):
            def __init__(self):
                super().__init__(period=None)
                self.ping = self.create_publisher(Float64, "ping", 10)
                self.pong = self.create_publisher(Float64, "pong", 10)
                self.create_subscription(Float64, "ping", self.on_ping, 10)
                self.create_subscription(Float64, "pong", self.on_pong, 10)
                self.create_timer(0.1, lambda: self.ping.publish(Float64()))

            def on_ping(self, message):
                self.pong.publish(message)

            def on_pong(self, message):
                self.ping.publish(message)

        def main():
            rclpy.init()
            rclpy.spin(Echo())
        """)
    )
    assert driven.ended is not None
    assert driven.ended.how == "looping"
    assert driven.now_s == pytest.approx(0.1)
    assert "on_ping (program.py:" in driven.ended.message
    assert "on /pong" in driven.ended.message
