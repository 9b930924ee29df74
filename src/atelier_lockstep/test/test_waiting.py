"""Programs that wait in ways of their own: event loops, descriptors, clocks, idle timers."""

from __future__ import annotations

import pytest

from .conftest import Drive
from .test_idioms import program

ASYNCIO = program("""
    import asyncio

    async def drive(node):
        while rclpy.ok():
            rclpy.spin_once(node, timeout_sec=0)
            await asyncio.sleep(0.05)
            node.go(node.range)

    def main():
        rclpy.init()
        asyncio.run(drive(Robot(period=None)))
""")

ASYNCIO_BESIDE_A_THREAD = program("""
    import asyncio

    async def drive(node):
        loop = asyncio.get_running_loop()
        spinning = loop.run_in_executor(None, rclpy.spin, node)
        while rclpy.ok():
            await asyncio.wait([spinning], timeout=0.05)
            node.go(node.range)

    def main():
        rclpy.init()
        asyncio.run(drive(Robot(period=None)))
""")

BUSY_CLOCK = program("""
    def main():
        rclpy.init()
        node = Robot(period=None)
        threading.Thread(target=rclpy.spin, args=(node,), daemon=True).start()
        while rclpy.ok():
            due = time.time() + 0.05
            while time.time() < due:
                pass
            node.go(node.range)
""")

SELECT = program("""
    import select

    def main():
        rclpy.init()
        node = Robot(period=None)
        while rclpy.ok():
            select.select([], [], [], 0.05)
            rclpy.spin_once(node, timeout_sec=0)
            node.go(node.range)
""")

LOOPS = {
    "asyncio": ASYNCIO,
    "asyncio_beside_a_thread": ASYNCIO_BESIDE_A_THREAD,
    "busy_clock": BUSY_CLOCK,
    "select": SELECT,
}


@pytest.mark.parametrize("name", LOOPS)
def test_a_loop_of_its_own_runs_at_20_hz_and_the_same_in_each_run(name: str, drive: Drive) -> None:
    first, second = drive(LOOPS[name]), drive(LOOPS[name])
    assert first.now_s == pytest.approx(2.0), first.output
    assert 30 <= len(first.commands) <= 42, (first.times, first.output)
    assert first.digest == second.digest


def test_a_timer_without_a_period_is_due_at_each_moment(drive: Drive) -> None:
    source = """
        def main():
            rclpy.init()
            node = Robot()
            node.create_timer(0.0, lambda: node.go(1.0))
            rclpy.spin(node)
    """
    driven = drive(program(source), 0.5)
    assert driven.now_s == pytest.approx(0.5)
    assert len(driven.commands) == pytest.approx(0.5 / 0.002, abs=20)


def test_a_child_process_costs_no_simulated_time(drive: Drive) -> None:
    source = """
        import subprocess

        def main():
            rclpy.init()
            node = Robot()
            started = time.time()
            child = subprocess.Popen(["sh", "-c", "sleep 0.3; echo read"], stdout=subprocess.PIPE)
            print(child.communicate(timeout=20)[0], round(time.time() - started, 5))
    """
    assert "b'read\\n' 0.0" in drive(program(source)).output


def test_a_type_that_is_not_the_topics_is_named(drive: Drive) -> None:
    source = """
        from std_msgs.msg import String

        def main():
            rclpy.init()
            Node("robot").create_subscription(String, "/range", lambda message: print(message), 10)
    """
    driven = drive(program(source))
    assert driven.ended is not None
    assert driven.ended.message == (
        "TypeError: /range is of type std_msgs/msg/Float64, the program asks for "
        "std_msgs/msg/String"
    )


def test_a_quality_of_service_that_does_not_fit_is_named(drive: Drive) -> None:
    source = """
        from rclpy.qos import qos_profile_sensor_data

        def main():
            rclpy.init()
            node = Robot()
            node.destroy_publisher(node.speed)
            node.speed = node.create_publisher(Float64, "/speed", qos_profile_sensor_data)
            rclpy.spin(node)
    """
    driven = drive(program(source), 0.5)
    assert driven.ended is not None
    assert driven.commands == []
    assert driven.ended.unmatched == ("/speed",)
