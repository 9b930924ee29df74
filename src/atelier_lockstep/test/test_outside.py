"""What is known of processes below this one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

from atelier_lockstep.outside import starved_ns

BUSY = "import os; os.sched_setaffinity(0, {%d})\nwhile True: pass"


def test_who_shares_a_core_waits_for_it() -> None:
    core = min(os.sched_getaffinity(0))
    command = [sys.executable, "-c", BUSY % core]
    children = [subprocess.Popen(command) for _ in range(3)]
    shell = ["sh", "-c", '"$0" -c "$1"; :', *command[::2]]
    nested = subprocess.Popen(shell, start_new_session=True)
    try:
        deadline_s = time.monotonic() + 30.0
        starved: dict[str, int] = {}
        while time.monotonic() < deadline_s and len(starved) < 4:
            time.sleep(0.05)
            starved = {child: ns for child, ns in starved_ns() if ns > 50_000_000}
        assert {str(child.pid) for child in children} < set(starved)
        assert str(nested.pid) not in starved  # its child is
    finally:
        os.killpg(nested.pid, signal.SIGKILL)
        for child in (*children, nested):
            child.kill()
            child.wait()
