"""What is known of processes below this one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable

from atelier_lockstep.outside import starved_ns

BUSY = "import os; os.sched_setaffinity(0, {%d})\nwhile True: pass"


def starved_since(before: dict[str, int]) -> set[str]:
    return {child for child, ns in starved_ns() if ns > before.get(child, 0) + 50_000_000}


def wait_for(what: Callable[[], bool]) -> None:
    deadline_s = time.monotonic() + 60.0
    while not what():
        assert time.monotonic() < deadline_s
        time.sleep(0.05)


def test_who_shares_a_core_waits_for_it() -> None:
    core = min(os.sched_getaffinity(0))
    command = [sys.executable, "-c", BUSY % core]
    children = [subprocess.Popen(command) for _ in range(3)]
    shell = ["sh", "-c", '"$0" -c "$1"; :', *command[::2]]
    nested = subprocess.Popen(shell, start_new_session=True)
    try:
        own, shell_itself = {str(child.pid) for child in children}, str(nested.pid)
        wait_for(lambda: own < starved_since({}) - {shell_itself})  # all have started
        before = dict(starved_ns())
        wait_for(lambda: own < starved_since(before) - {shell_itself})
        assert shell_itself not in starved_since(before)  # its child is
    finally:
        os.killpg(nested.pid, signal.SIGKILL)
        for child in (*children, nested):
            child.kill()
            child.wait()
