"""Programs as tutorials write them, on a real rclpy in a real second process."""

from __future__ import annotations

from textwrap import dedent

import pytest

from .conftest import Drive

NODE = """
    import threading
    import time

    import rclpy
    from rclpy.callback_groups import MutuallyExclusiveCallbackGroup, ReentrantCallbackGroup
    from rclpy.executors import ExternalShutdownException, MultiThreadedExecutor
    from rclpy.node import Node
    from std_msgs.msg import Float64
    from std_srvs.srv import Trigger

    class Robot(Node):
        def __init__(self, period=0.05):
            super().__init__("robot")
            self.range = 0.0
            self.create_subscription(Float64, "/range", self.on_range, 10)
            self.speed = self.create_publisher(Float64, "/speed", 10)
            if period:
                self.create_timer(period, self.on_timer)

        def on_range(self, message):
            self.range = message.data

        def on_timer(self):
            self.go(self.range)

        def go(self, value):
            self.speed.publish(Float64(data=float(value)))
"""


def program(body: str) -> str:
    return dedent(NODE) + dedent(body)


SPIN = program("""
    def main():
        rclpy.init()
        rclpy.spin(Robot())
""")

SPIN_ONCE = program("""
    def main():
        rclpy.init()
        node = Robot()
        while rclpy.ok():
            rclpy.spin_once(node, timeout_sec=0.1)
""")

POLL = program("""
    def main():
        rclpy.init()
        node = Robot()
        while rclpy.ok():
            rclpy.spin_once(node, timeout_sec=0)
""")

BACKGROUND = program("""
    def main():
        rclpy.init()
        node = Robot(period=None)
        threading.Thread(target=rclpy.spin, args=(node,), daemon=True).start()
        rate = node.create_rate(20)
        while rclpy.ok():
            node.go(node.range)
            rate.sleep()
""")

SLEEP = program("""
    def main():
        rclpy.init()
        node = Robot(period=None)
        while rclpy.ok():
            rclpy.spin_once(node, timeout_sec=0)
            node.go(node.range)
            time.sleep(0.05)
""")

BLOCKING_SERVICE = program("""
    class Asker(Robot):
        def __init__(self):
            super().__init__(period=None)
            group = MutuallyExclusiveCallbackGroup()
            self.client = self.create_client(Trigger, "permit", callback_group=group)
            self.create_service(
                Trigger, "permit", self.on_permit, callback_group=ReentrantCallbackGroup()
            )
            self.create_timer(
                0.05, self.on_tick, callback_group=MutuallyExclusiveCallbackGroup()
            )

        def on_permit(self, request, response):
            time.sleep(0.02)
            response.success = True
            return response

        def on_tick(self):
            if self.client.call(Trigger.Request()).success:
                self.go(self.range)

    def main():
        rclpy.init()
        executor = MultiThreadedExecutor(4)
        node = Asker()
        executor.add_node(node)
        executor.spin()
""")

ASYNC = program("""
    class Asker(Robot):
        def __init__(self):
            super().__init__(period=None)
            self.client = self.create_client(Trigger, "permit")
            self.create_service(Trigger, "permit", self.on_permit)
            self.create_timer(0.05, self.on_tick, callback_group=ReentrantCallbackGroup())

        def on_permit(self, request, response):
            response.success = True
            return response

        async def on_tick(self):
            response = await self.client.call_async(Trigger.Request())
            if response.success:
                self.go(self.range)

    def main():
        rclpy.init()
        rclpy.spin(Asker())
""")

FUTURE = program("""
    def main():
        rclpy.init()
        node = Robot(period=None)
        node.create_service(Trigger, "permit", lambda request, response: response)
        client = node.create_client(Trigger, "permit")
        while rclpy.ok():
            future = client.call_async(Trigger.Request())
            rclpy.spin_until_future_complete(node, future)
            node.go(node.range)
            rclpy.spin_until_future_complete(node, rclpy.task.Future(), timeout_sec=0.05)
""")

IDIOMS = {
    "spin": SPIN,
    "spin_once": SPIN_ONCE,
    "poll": POLL,
    "background": BACKGROUND,
    "sleep": SLEEP,
    "blocking_service": BLOCKING_SERVICE,
    "async": ASYNC,
    "future": FUTURE,
}


@pytest.mark.parametrize("name", IDIOMS)
def test_an_idiom_commands_at_20_hz_and_the_same_in_each_run(name: str, drive: Drive) -> None:
    first, second = drive(IDIOMS[name]), drive(IDIOMS[name])
    assert first.ended is not None, first.output
    assert first.ended.how in ("interrupted", "raised", "returned"), first.output
    assert 30 <= len(first.commands) <= 41, (first.times, first.output)
    assert first.digest == second.digest
    late = [time_s - value for time_s, value in first.commands[-10:]]
    assert all(0 <= lag <= 0.16 for lag in late), "it acts on fresh messages"


def test_timers_fire_on_their_moments(drive: Drive) -> None:
    driven = drive(SPIN, 1.0)
    assert driven.times == [pytest.approx(0.05 * i) for i in range(1, 21)]
    assert [value for _, value in driven.commands[:4]] == [0.0, 0.0, 0.1, 0.1]


def test_the_end_is_a_ctrl_c(drive: Drive) -> None:
    driven = drive(
        program("""
        def main():
            rclpy.init()
            node = Robot()
            try:
                rclpy.spin(node)
            except (KeyboardInterrupt, ExternalShutdownException):
                print("stopped")
            finally:
                time.sleep(1.0)
                print("clean")
        """)
    )
    assert "stopped\nclean" in driven.output
    assert driven.ended is not None
    assert driven.ended.how == "returned"
    assert driven.status == 0


def test_clocks_follow_simulated_time(drive: Drive) -> None:
    driven = drive(
        program("""
        import datetime

        def main():
            rclpy.init()
            node = Robot(period=None)
            clocks = [
                time.time, time.monotonic, time.perf_counter, lambda: time.time_ns() / 1e9,
                lambda: datetime.datetime.now().timestamp(),
                lambda: rclpy.clock.Clock(
                    clock_type=rclpy.clock.ClockType.STEADY_TIME).now().nanoseconds / 1e9,
                lambda: rclpy.clock.Clock().now().nanoseconds / 1e9,
            ]
            before = [clock() for clock in clocks]
            time.sleep(1.5)
            print([round(clock() - start, 5) for clock, start in zip(clocks, before)])
            rclpy.spin_once(node)
            print(node.get_clock().now().nanoseconds)
        """)
    )
    assert str([1.5] * 7) in driven.output
    assert "1500000000" in driven.output


@pytest.mark.parametrize(
    ("body", "how", "status", "said"),
    [
        ("rclpy.spin(Robot(0.05, 1))", "raised", 1, "TypeError"),
        ("raise ValueError('no map')", "raised", 1, "ValueError: no map"),
        ("sys.exit(3)", "exited", 3, ""),
        ("sys.exit('no map')", "exited", 1, "no map"),
        ("return", "returned", 0, ""),
    ],
)
def test_endings(body: str, how: str, status: int, said: str, drive: Drive) -> None:
    driven = drive(
        program(f"    import sys\n    def main():\n        rclpy.init()\n        {body}\n")
    )
    assert driven.ended is not None
    assert (driven.ended.how, driven.status) == (how, status), driven.output
    assert said in driven.ended.message
    assert said in driven.output


def test_a_traceback_starts_in_the_program(drive: Drive) -> None:
    driven = drive(
        program("""
        class Bad(Robot):
            def on_timer(self):
                return self.nothing

        def main():
            rclpy.init()
            rclpy.spin(Bad())
        """)
    )
    assert driven.ended is not None
    assert driven.ended.how == "raised"
    trace = driven.ended.traceback.splitlines()
    assert "program.py" in trace[1]
    assert "AttributeError: 'Bad' object has no attribute 'nothing'" in trace[-1]


def test_topics_that_nobody_hears_are_named(drive: Drive) -> None:
    driven = drive(
        program("""
        def main():
            rclpy.init()
            node = Robot()
            node.create_publisher(Float64, "/sped", 10)
            node.create_subscription(Float64, "/rang", lambda message: None, 10)
            rclpy.spin(node)
        """),
        0.5,
    )
    assert driven.ended is not None
    assert driven.ended.unmatched == ("/rang", "/sped")
    assert driven.ended.nodes == 1


def test_nobody_listens_nothing_is_sent(drive: Drive) -> None:
    driven = drive("import time\ndef main():\n    time.sleep(1.0)\n")
    assert driven.now_s == pytest.approx(1.0)
    assert driven.ended is not None
    assert driven.ended.how == "returned"


def test_the_end_never_races_with_the_shutdown(drive: Drive) -> None:
    source = program("""
        def main():
            rclpy.init()
            node = Robot()
            try:
                rclpy.spin(node)
            except (KeyboardInterrupt, ExternalShutdownException) as end:
                print("ended by", type(end).__name__, rclpy.ok())
            finally:
                node.destroy_node()
                rclpy.try_shutdown()
    """)
    for _ in range(5):
        driven = drive(source, 0.1)
        assert driven.ended is not None
        assert driven.ended.how == "returned"
        assert "ended by KeyboardInterrupt False" in driven.output
