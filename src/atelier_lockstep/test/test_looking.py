"""Loops that ask, or only look, instead of waiting: others go on beside them, as in real time."""

from __future__ import annotations

import sys
from types import FrameType
from typing import Any

import pytest

from atelier_lockstep.looking import only_looks

from .conftest import Drive

PROGRAM = """
    import concurrent.futures, queue, threading, time
    import rclpy
    from rclpy.task import Future
    from std_msgs.msg import Float64
    from std_srvs.srv import Trigger

    class Seen:
        message = None

    def main():
        rclpy.init()
        node = rclpy.create_node("looker")
        speed = node.create_publisher(Float64, "/speed", 10)
        seen, got, line, event, done = Seen(), [], queue.Queue(), threading.Event(), Future()

        def on_range(message):
            if message.data >= 0.5:
                seen.message = message
                got.append(message)
                line.put(message)
                event.set()
                done.done() or done.set_result(message)

        node.create_subscription(Float64, "/range", on_range, 10)
        threading.Thread(target=rclpy.spin, args=(node,), daemon=True).start()
        {LOOP}
        speed.publish(Float64(data=1.0))
        rclpy.shutdown()
"""
LOOPS = {
    "attribute": "while not seen.message: pass",
    "list": "while not got: pass",
    "length": "while len(got) < 2: pass",
    "field": "while not got or got[-1].data < 0.55: continue",
    "ok": "while rclpy.ok():\n            if got: break",
    "future": "while not done.done(): pass",
    "event": "while True:\n            if event.is_set(): break",
    "queue": "while line.empty(): pass",
    "no_wait": "while True:\n            try: line.get_nowait(); break\n"
    "            except queue.Empty: continue",
    "service": "threading.Timer(0.5, node.create_service, [Trigger, 'late', print]).start()\n"
    "        client = node.create_client(Trigger, 'late')\n"
    "        while not client.service_is_ready(): pass",
    "thread": "threading.Thread(target=time.sleep, args=(0.5,)).start()\n"
    "        while threading.enumerate()[-1].is_alive() and not got: pass",
}


@pytest.mark.parametrize("loop", LOOPS)
def test_a_loop_that_looks_goes_on_when_there_is_something_to_see(loop: str, drive: Drive) -> None:
    source = PROGRAM.replace("{LOOP}", LOOPS[loop])
    first, second = drive(source), drive(source)
    assert first.ended is not None
    assert first.ended.how == "returned", first.output
    assert first.times[0] == pytest.approx(0.55, abs=0.06)
    assert first.digest == second.digest


class Thing:
    flag = 0
    _field = 0

    @property
    def field(self) -> int:
        return self._field

    def work(self) -> bool:
        return False


JUDGED = {
    "while not self.flag: pass": True,
    "while not items: pass": True,
    "while len(items) < 3 and not self.field: pass": True,
    "while self.field <= 0 or items is None: continue": True,
    "while True: pass": False,
    "while not stop: pass": False,
    "while not self.flag: count += 1": False,
    "while not self.flag: items.append(1)": False,
    "while not self.work(): pass": False,
    "for count in range(10**6): self.flag": False,
}


@pytest.mark.parametrize("loop", JUDGED)
def test_what_only_looks_may_be_interrupted_anywhere(loop: str) -> None:
    source = f"def f(self, items):\n    count, stop = 0, False\n    {loop}\n"
    space: dict[str, Any] = {}
    exec(source, space)
    answers: list[bool] = []

    def trace(frame: FrameType, event: str, argument: object) -> Any:
        if frame.f_code.co_name in ("f", "field"):
            frame.f_trace_opcodes = True
            answers.append(only_looks(frame))
            if len(answers) == 200:
                raise InterruptedError
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        space["f"](Thing(), [])
    except InterruptedError:
        pass
    finally:
        sys.settrace(before)
    assert set(answers[100:]) == {JUDGED[loop]}
