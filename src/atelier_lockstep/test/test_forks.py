"""A program's own processes: they neither speak for it nor share its simulated time."""

from __future__ import annotations

import math

import pytest

from .conftest import Drive
from .test_idioms import SPIN, program

CHILDREN = {
    "waits": "time.sleep(0.2); print('child slept', flush=True); os._exit(0)",
    "leaves": "sys.exit(0)",
    "fails": "raise RuntimeError('in the child')",
    "lasts": "time.sleep(1000)",
}


@pytest.mark.parametrize("name", CHILDREN)
@pytest.mark.parametrize("where", ["before", "after"])
def test_a_fork_changes_nothing(name: str, where: str, drive: Drive) -> None:
    fork = f"if (child := os.fork()) == 0: {CHILDREN[name]}"
    end = "os.kill(child, 9)"
    body = f"rclpy.init(); node = Robot()\n            {fork}"
    if where == "before":
        body = f"{fork}\n            rclpy.init(); node = Robot()"
    source = f"""
        import os, sys

        def main():
            {body}
            try:
                rclpy.spin(node)
            finally:
                {end}
    """
    driven = drive(program(source))
    assert driven.digest == drive(SPIN).digest, driven.output
    assert driven.ended is not None
    assert driven.ended.how == "interrupted"


@pytest.mark.parametrize("waits", ["child.join()", "rclpy.init(); rclpy.spin(Robot())"])
def test_a_child_that_makes_a_node_is_told(waits: str, drive: Drive) -> None:
    source = f"""
        import multiprocessing

        def work():
            rclpy.init()
            rclpy.spin(rclpy.create_node("lonely"))

        def main():
            child = multiprocessing.get_context("fork").Process(target=work)
            child.start()
            {waits}
    """
    ended = drive(program(source), math.inf).ended  # it takes the child some real time
    assert ended is not None
    assert ended.how == "divided", ended
    assert ended.message.startswith("lonely in work (program.py:")


def test_multiprocessing_works(drive: Drive) -> None:
    source = """
        import multiprocessing

        def work(queue):
            queue.put(time.time() > 0)

        def main():
            queue = multiprocessing.Queue()
            child = multiprocessing.Process(target=work, args=(queue,))
            child.start()
            print("answer", queue.get(timeout=20))
            child.join()
    """
    assert "answer True" in drive(program(source)).output


def test_time_stands_still_while_a_pool_s_processes_end(drive: Drive) -> None:
    source = """
        import concurrent.futures, multiprocessing

        def main():
            rclpy.init()
            node = Robot()
            threading.Thread(target=rclpy.spin, args=(node,), daemon=True).start()
            servers = multiprocessing.get_context("forkserver")  # Python 3.14's way
            began_s = time.monotonic()
            with concurrent.futures.ProcessPoolExecutor(1, mp_context=servers) as pool:
                print("answer", pool.submit(abs, -3).result())
            print("after", round(time.monotonic() - began_s, 3))
    """
    assert "answer 3\nafter 0.0\n" in drive(program(source), 1.0).output
