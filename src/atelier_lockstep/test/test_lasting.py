"""What a program still waits for at the end: told where nobody means it."""

from __future__ import annotations

import pytest

from .conftest import Drive
from .test_knots import beside_a_living_thread

WAITS = {
    "call": """
        rclpy.init()
        node = Node("robot")
        node.create_client(Trigger, "/nobody").call(Trigger.Request())
    """,
    "spin": """
        rclpy.init()
        node = Node("robot")
        future = node.create_client(Trigger, "/nobody").call_async(Trigger.Request())
        rclpy.spin_until_future_complete(node, future)
    """,
    "lock": """
        lock = threading.Lock()

        def keep():
            with lock:
                tick()

        threading.Thread(target=keep, daemon=True).start()
        time.sleep(0.1)
        with lock:
            pass
    """,
    "callback": """
        rclpy.init()
        node = Robot(period=None)
        node.create_timer(0.1, threading.Event().wait)
        rclpy.spin(node)
    """,
    "asks_again_and_again": """
        rclpy.init()
        node = Robot(period=None)
        future = node.create_client(Trigger, "/nobody").call_async(Trigger.Request())
        while not future.done():
            rclpy.spin_once(node, timeout_sec=0.1)
    """,
    "rate": """
        rclpy.init()
        node = Robot(period=None)
        rate = node.create_rate(1)
        node.create_timer(0.1, rate.sleep)
        rclpy.spin(node)
    """,
}


@pytest.mark.parametrize("name", WAITS)
def test_who_has_waited_in_vain_is_told_at_the_end(name: str, drive: Drive) -> None:
    driven = drive(beside_a_living_thread(WAITS[name].replace("\n    ", "\n")), 6.0)
    assert driven.ended is not None, driven.output
    ((where, since_s),) = driven.ended.waiting
    who = "/nobody" if "call_async" in WAITS[name] else "MainThread"
    assert where.startswith(f"{who} in "), where
    assert "(program.py:" in where
    assert since_s <= 0.11
    assert driven.ended.unserved == (("/nobody",) if "/nobody" in WAITS[name] else ())


MEANT = {
    "service_at_work": """
        rclpy.init()
        node = Robot(period=None)
        group = ReentrantCallbackGroup()
        node.create_service(Trigger, "work", lambda *_: time.sleep(100), callback_group=group)
        client = node.create_client(Trigger, "work", callback_group=group)
        client.call_async(Trigger.Request())
        node.create_timer(0.1, lambda: client.call(Trigger.Request()))
        executor = MultiThreadedExecutor(4)
        executor.add_node(node)
        executor.spin()
    """,
    "event": "threading.Event().wait()",
    "queue": "import queue; queue.Queue().get()",
    "join": "threading.enumerate()[1].join()",
    "spin": "rclpy.init(); rclpy.spin(Robot())",
    "shut_down": """
        rclpy.init()
        node = Node("robot")
        node.create_client(Trigger, "/nobody").call_async(Trigger.Request())
        other = Node("other")
        other.create_client(Trigger, "/nobody")
        other.destroy_node()
        rclpy.shutdown()
        tick()
    """,
    "spin_for_the_end": """
        rclpy.init()
        rclpy.spin_until_future_complete(Robot(), rclpy.task.Future())
    """,
    "pool": """
        import concurrent.futures
        pool = concurrent.futures.ThreadPoolExecutor(2)
        pool.submit(tick).result()
    """,
    "executor": """
        rclpy.init()
        executor = MultiThreadedExecutor(3)
        executor.add_node(Robot())
        executor.spin()
    """,
}


@pytest.mark.parametrize("name", MEANT)
def test_who_waits_for_work_or_for_the_end_is_not_told(name: str, drive: Drive) -> None:
    driven = drive(beside_a_living_thread(MEANT[name].replace("\n    ", "\n")), 6.0)
    assert driven.now_s >= 6.0
    assert driven.ended is not None, driven.output
    assert driven.ended.waiting == ()
    assert driven.ended.unserved == ()
