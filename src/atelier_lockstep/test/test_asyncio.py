"""What asyncio knows of the machine's thread and processes, of which virtual threads share one."""

from __future__ import annotations

import pytest

from .conftest import Drive

SPEED = """
    import asyncio, subprocess, sys, threading, time
    import rclpy
    from std_msgs.msg import Float64

    def main():
        rclpy.init()
        node = rclpy.create_node("speaker")
        publisher = node.create_publisher(Float64, "/speed", 10)

        def say(value):
            publisher.publish(Float64(data=float(value)))
"""

BLOCKING = """
        async def part(number):
            for _ in range(3):
                time.sleep(0.06)  # where others would wait with asyncio
                assert asyncio.current_task().get_name() == f"part {number}"
                say(number)
                await asyncio.sleep(0.04)

        async def parts(first):
            names = range(first, first + 2)
            tasks = [asyncio.create_task(part(each), name=f"part {each}") for each in names]
            await asyncio.gather(*tasks)

        threads = [threading.Thread(target=lambda n=n: asyncio.run(parts(n))) for n in (0, 2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
"""

CHILD = """
        spin = threading.Thread(target=rclpy.spin, args=(node,), daemon=True)
        spin.start()
        command = sys.executable, "-S", "-c", "import time; time.sleep(0.2); print(4)"

        async def work():
            child = await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE)
            answer, _ = await child.communicate()
            say(answer)
            child = await asyncio.create_subprocess_exec(*command)
            say(await child.wait())

        asyncio.run(work())
"""


def test_tasks_that_block_let_the_loops_of_other_threads_run(drive: Drive) -> None:
    first, second = drive(SPEED + BLOCKING), drive(SPEED + BLOCKING)
    assert first.ended is not None
    assert first.ended.how == "returned", first.output
    values = [value for _, value in first.commands]
    assert sorted(values) == [0.0] * 3 + [1.0] * 3 + [2.0] * 3 + [3.0] * 3
    assert first.digest == second.digest


def test_time_stands_still_while_asyncio_waits_for_a_child(drive: Drive) -> None:
    driven = drive(SPEED + CHILD)
    assert driven.ended is not None
    assert driven.ended.how == "returned", driven.output
    assert [value for _, value in driven.commands] == [4.0, 0.0]
    assert driven.times == pytest.approx([0.0, 0.0], abs=0.01)
