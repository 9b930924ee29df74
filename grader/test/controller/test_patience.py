"""A program waits for a busy machine: that is not the program's time."""

from __future__ import annotations

import os
import socket
import struct
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import pytest

from atelier_grader.controller.patience import LOOK_S, Overdue, Patience, Stuck
from atelier_grader.sandbox import tree


@dataclass
class Program:
    """One that wants a core, and has waited `waited_s` for it; at each look it has used more."""

    waited_s: float
    more_s: float = 0.0
    used_s: float = 0.0

    def cpu_s(self) -> float:
        self.used_s += self.more_s
        return self.used_s

    def wants_cpu(self) -> bool:
        return True

    def starved_s(self) -> float:
        return self.waited_s

    def delayed_s(self) -> float:
        return self.waited_s


FOUR = memoryview(bytearray(4))


def reader(
    stream: socket.socket, program: Program, limit_s: float = 5, left_s: float = 0.2
) -> Patience:
    stream.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("ll", 0, 50_000))
    return Patience(stream, cast(Any, program), limit_s, left_s)


def test_waiting_for_nothing_is_overdue() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs, pytest.raises(Overdue) as overdue:
        reader(ours, Program(0.0)).recv_into(FOUR)
    assert 0.2 < overdue.value.waited_s < 5


def test_waiting_for_a_core_is_not() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        patient = reader(ours, Program(60.0))
        script = "import socket, sys, time; time.sleep(1); socket.socket(fileno=0).send(b'here')"
        late = subprocess.Popen([sys.executable, "-S", "-c", script], stdin=theirs.fileno())
        assert patient.recv_into(FOUR) == 4
        assert patient.waited_s > 0.9
        late.wait()


def test_what_the_machine_delayed_before_does_not_count() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        reader(ours, Program(60.0), left_s=-59.0).require_time()
        with pytest.raises(Overdue) as overdue:
            reader(ours, Program(60.0), left_s=-61.0).require_time()
    assert overdue.value.delayed_s == 60


@pytest.mark.parametrize(("more_s", "busy"), [(0.001, False), (0.9 * LOOK_S, True)])
def test_who_runs_whenever_one_looks_is_judged_by_what_it_used(more_s: float, busy: bool) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs, pytest.raises(Stuck) as stuck:
        reader(ours, Program(0.0, more_s), limit_s=0.2, left_s=60).recv_into(FOUR)
    assert stuck.value.busy is busy


def test_a_thread_that_ends_takes_its_waiting_along() -> None:
    """What it had waited for a core until then is no time that the others were blocked."""

    class Ending(Program):
        def wants_cpu(self) -> bool:
            return False

        def starved_s(self) -> float:
            waited_s, self.waited_s = self.waited_s, 0.0
            return waited_s

    ours, theirs = socket.socketpair()
    with ours, theirs:
        late = threading.Timer(0.5, theirs.send, (b"here",))
        late.start()
        assert reader(ours, Ending(60.0), left_s=60).recv_into(FOUR) == 4
        late.join()


@pytest.mark.skipif(
    not Path("/proc/thread-self/schedstat").is_file(), reason="this kernel does not tell"
)
def test_the_kernel_tells_who_waits_for_a_core() -> None:
    core = min(os.sched_getaffinity(0))
    script = f"import os; os.sched_setaffinity(0, {{{core}}})\nwhile True: pass"
    busy = [subprocess.Popen([sys.executable, "-S", "-c", script]) for _ in range(3)]
    try:
        end_s = time.monotonic() + 120
        while tree.starved_s([busy[0].pid]) < 0.2 and time.monotonic() < end_s:
            time.sleep(0.05)
        assert tree.starved_s([each.pid for each in busy]) >= 0.2
    finally:
        for each in busy:
            each.kill()
            each.wait()
    assert tree.starved_s([busy[0].pid]) == 0
