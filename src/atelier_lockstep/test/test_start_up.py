"""When a program of a paced run counts as started."""

from __future__ import annotations

import subprocess
import sys
import time

from atelier_lockstep.start_up import BUSY_S, QUIET_S, Load, StartUp, load_of

WAITING = Load(0.5, running=False)


def settles_at(start_up: StartUp, look: dict[float, tuple[object, Load]]) -> float | None:
    return next((now_s for now_s, seen in look.items() if start_up.settled(now_s, *seen)), None)


def test_it_has_when_it_waits_and_its_nodes_stay_the_same() -> None:
    looks = {0.0: ("none", WAITING), 0.08: ("node", WAITING), 0.16: ("node", WAITING)}
    last_s = 0.09 + QUIET_S
    assert settles_at(StartUp(), looks | {last_s: ("node", WAITING)}) == last_s


def test_it_has_not_while_it_computes() -> None:
    looks = {0.1 * k: ("node", Load(0.1 * k, running=False)) for k in range(20)}
    assert settles_at(StartUp(), looks) is None
    looks = {0.1 * k: ("node", Load(0.5, running=True)) for k in range(20)}
    assert settles_at(StartUp(), looks) is None


def test_one_that_polls_has_after_a_while() -> None:
    looks = {0.5 * k: ("node", Load(0.5 * k, running=True)) for k in range(20)}
    assert settles_at(StartUp(), looks) == BUSY_S


def test_the_kernel_says_who_computes() -> None:
    busy = subprocess.Popen([sys.executable, "-c", "while True: pass"])
    pipe = subprocess.PIPE
    idle = subprocess.Popen("cat", stdin=pipe, stdout=pipe, bufsize=0)
    assert idle.stdin is not None
    assert idle.stdout is not None
    try:
        idle.stdin.write(b"!")
        idle.stdout.read(1)  # now it has started, and waits for more
        end_s = time.monotonic() + 60
        while load_of([idle.pid]).running and time.monotonic() < end_s:
            time.sleep(0.02)
        at_rest, before_s = load_of([idle.pid]), load_of([busy.pid]).cpu_s
        while load_of([busy.pid]).cpu_s < before_s + 0.1 and time.monotonic() < end_s:
            time.sleep(0.02)
        assert load_of([busy.pid]).running
        assert load_of([busy.pid]).cpu_s >= before_s + 0.1
        assert load_of([idle.pid]) == at_rest
        assert not at_rest.running
        assert load_of([busy.pid, idle.pid]).running
    finally:
        for each in (busy, idle):
            each.kill()
            each.communicate()
    assert load_of([busy.pid]) == Load(0.0, running=False)
