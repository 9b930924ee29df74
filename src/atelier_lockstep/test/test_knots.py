"""Threads and callbacks that wait for themselves while others live on: found, or else left alone."""

from __future__ import annotations

import pytest

from .conftest import Drive
from .test_idioms import program

OTHERS = """
    def tick():
        while True:
            time.sleep(0.05)

    threading.Thread(target=tick, name="tick", daemon=True).start()
"""


def beside_a_living_thread(body: str) -> str:
    return program(OTHERS + "\n    def main():" + body.replace("\n", "\n    "))


CROSSED = beside_a_living_thread("""
    first, second = threading.Lock(), threading.Lock()

    def other():
        with second:
            time.sleep(0.1)
            {other}

    threading.Thread(target=other, name="other").start()
    with first:
        time.sleep(0.1)
        {main}
""")
CALLED = beside_a_living_thread("""
    first, second = threading.Lock(), threading.Lock()

    def both(one, two):
        one.acquire()
        time.sleep(0.1)
        two.acquire()
        two.release()
        one.release()

    threading.Thread(target=both, args=(second, first), name="other").start()
    both(first, second)
""")
TWICE = beside_a_living_thread("""
    guard = threading.Lock()

    def inner():
        with guard:
            pass

    with guard:
        inner()
""")
JOINED = beside_a_living_thread("""
    guard = threading.RLock()

    def worker():
        time.sleep(0.1)
        with guard:
            pass

    thread = threading.Thread(target=worker, name="worker")
    thread.start()
    with guard:
        thread.join()
""")
LEFT_LOCKED = beside_a_living_thread("""
    condition = threading.Condition()
    thread = threading.Thread(target=condition.acquire, name="worker")
    thread.start()
    thread.join()
    with condition:
        pass
""")
KNOTS = {
    "crossed": (
        CROSSED.format(other="with first: pass", main="with second: pass"),
        ("MainThread in main (program.py:", "other in other (program.py:"),
    ),
    "called": (CALLED, ("MainThread in both (program.py:", "other in both (program.py:")),
    "twice": (TWICE, ("MainThread in inner (program.py:",)),
    "joined": (JOINED, ("MainThread in main (program.py:", "worker in worker (program.py:")),
    "left_locked": (LEFT_LOCKED, ("MainThread in main (program.py:",)),
}


@pytest.mark.parametrize("name", KNOTS)
def test_threads_that_wait_for_one_another_are_named_though_others_live(
    name: str, drive: Drive
) -> None:
    source, places = KNOTS[name]
    driven = drive(source)
    assert driven.ended is not None, driven.output
    assert driven.ended.how == "deadlocked", driven.output
    assert all(place in driven.ended.message for place in places), driven.ended.message
    assert "tick in" not in driven.ended.message
    assert "tick waits in" in driven.ended.traceback
    assert driven.now_s <= 0.15


NODE = """
    class Asker(Robot):
        def __init__(self):
            super().__init__(period=None)
            elsewhere = MutuallyExclusiveCallbackGroup()
            self.create_timer(0.05, lambda: self.go(1.0), callback_group=elsewhere)
            self.asking = MutuallyExclusiveCallbackGroup()
            self.asked = {asked}
            self.create_service(Trigger, "permit", self.on_permit, callback_group=self.asked)
            self.client = self.create_client(
                Trigger, "permit", callback_group={answered})
            self.create_timer(0.1, self.on_tick, callback_group=self.asking)

        def on_permit(self, request, response):
            response.success = True
            return response

        {on_tick}

    def main():
        rclpy.init()
        node = Asker()
        {spin}
"""
OWN_GROUP = {"asked": "ReentrantCallbackGroup()", "answered": "self.asking"}
SERVED_BY_SELF = {"asked": "self.asking", "answered": "ReentrantCallbackGroup()"}
APART = {"asked": "ReentrantCallbackGroup()", "answered": "ReentrantCallbackGroup()"}
POOL = "executor = MultiThreadedExecutor({}); executor.add_node(node); executor.spin()"
ALONE = """threading.Thread(target=tick, daemon=True).start()
        rclpy.spin(node)"""
TICK = """
    def tick():
        while True:
            time.sleep(0.05)
"""

CALL = "def on_tick(self):\n            self.client.call(Trigger.Request())"
NESTED = """def on_tick(self):
            self.future = self.client.call_async(Trigger.Request())
            rclpy.spin_until_future_complete(self, self.future)"""
EVENT = """def on_tick(self):
            answered = threading.Event()
            future = self.client.call_async(Trigger.Request())
            future.add_done_callback(lambda future: answered.set())
            answered.wait()"""
AWAIT = "async def on_tick(self):\n            await self.client.call_async(Trigger.Request())"
CALLBACKS = {
    "call": (CALL, OWN_GROUP, POOL.format(4)),
    "call_served_by_self": (CALL, SERVED_BY_SELF, POOL.format(4)),
    "call_in_a_pool_of_one": (CALL, APART, POOL.format(1)),
    "call_alone": (CALL, APART, ALONE),
    "nested": (NESTED, OWN_GROUP, POOL.format(4)),
    "nested_alone": (NESTED, OWN_GROUP, ALONE),
    "event": (EVENT, OWN_GROUP, POOL.format(4)),
    "await": (AWAIT, OWN_GROUP, "rclpy.spin(node)"),
}


@pytest.mark.parametrize("name", CALLBACKS)
def test_a_callback_that_keeps_its_own_answer_from_coming_is_named(name: str, drive: Drive) -> None:
    on_tick, groups, spin = CALLBACKS[name]
    driven = drive(program(TICK + NODE.format(on_tick=on_tick, spin=spin, **groups)))
    assert driven.ended is not None, driven.output
    assert driven.ended.how == "deadlocked", driven.output
    assert "in on_tick (program.py:" in driven.ended.message
    assert "on_tick" in driven.ended.traceback
    assert driven.now_s <= 0.15


@pytest.mark.parametrize(
    ("on_tick", "spin"),
    [(CALL, POOL.format(2)), (EVENT, POOL.format(2)), (NESTED, ALONE), (AWAIT, "rclpy.spin(node)")],
    ids=["call", "event", "nested", "await"],
)
def test_a_callback_whose_answer_may_come_goes_on(on_tick: str, spin: str, drive: Drive) -> None:
    source = NODE.format(on_tick=on_tick + "\n            print('on')", spin=spin, **APART)
    driven = drive(program(TICK + source), 0.45)
    assert driven.ended is not None
    assert driven.ended.how == "interrupted", driven.ended
    assert driven.output.count("on\n") == 4


HARMLESS = {
    "released_by_another": """
        lock = threading.Lock()
        lock.acquire()
        threading.Timer(0.5, lock.release).start()
        lock.acquire()
    """,
    "ping_pong": """
        ping, pong = threading.Lock(), threading.Lock()
        ping.acquire(); pong.acquire()

        def play(mine, yours):
            for _ in range(5):
                mine.acquire()
                time.sleep(0.05)
                yours.release()

        players = [threading.Thread(target=play, args=each) for each in ((ping, pong), (pong, ping))]
        for player in players:
            player.start()
        ping.release()
        for player in players:
            player.join()
    """,
    "semaphores": """
        ready, go = threading.Semaphore(0), threading.Semaphore(0)

        def worker():
            ready.acquire()
            time.sleep(0.3)
            go.release()

        threading.Thread(target=worker).start()
        ready.release()
        go.acquire()
    """,
    "notified_by_a_timer": """
        condition = threading.Condition()

        def notify():
            with condition:
                condition.notify()

        threading.Timer(0.5, notify).start()
        with condition:
            condition.wait()
    """,
    "taken_in_turn": """
        first, second = threading.RLock(), threading.Lock()

        def work():
            for _ in range(5):
                with first, second:
                    time.sleep(0.02)

        threads = [threading.Thread(target=work) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    """,
    "main_is_joined": """
        main_thread = threading.main_thread()
        threading.Thread(target=main_thread.join).start()
    """,
    "a_signal_ends_it": """
        import signal

        def leave(number, frame):
            raise TimeoutError

        lock = threading.Lock()
        signal.signal(signal.SIGALRM, leave)
        signal.setitimer(signal.ITIMER_REAL, 0.5)
        try:
            with lock, lock:
                pass
        except TimeoutError:
            pass
    """,
    "an_event_that_a_timer_sets": """
        rclpy.init()
        node = Robot(period=None)
        group = ReentrantCallbackGroup()
        event = threading.Event()
        node.create_timer(0.5, event.set, callback_group=group)
        timer = node.create_timer(
            0.1, lambda: (timer.cancel(), event.wait(), rclpy.shutdown()))
        executor = MultiThreadedExecutor(2)
        executor.add_node(node)
        executor.spin()
    """,
}


@pytest.mark.parametrize("name", HARMLESS)
def test_what_another_thread_may_end_is_left_alone(name: str, drive: Drive) -> None:
    driven = drive(beside_a_living_thread(HARMLESS[name].replace("\n    ", "\n")))
    assert driven.ended is not None, driven.output
    assert driven.ended.how == "returned", driven.ended
    assert driven.now_s < 1.0
