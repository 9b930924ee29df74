"""A worker that comes too late: its grading is gone before it has begun."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

SCRIPT = """
import multiprocessing, os, pathlib, sys, time

here = pathlib.Path(sys.argv[1])

def late():
    from atelier_grader.worker import start_worker
    (here / "pid").write_text(str(os.getpid()))
    while not (here / "go").exists():
        time.sleep(0.01)
    start_worker(str(here))
    time.sleep(60)

if __name__ == "__main__":
    multiprocessing.get_context("spawn").Process(target=late).start()
    time.sleep(60)
"""


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_a_worker_does_not_outlive_a_grading_that_was_killed_before_it_began(
    tmp_path: Path,
) -> None:
    script = tmp_path / "script.py"
    script.write_text(SCRIPT)
    grading = subprocess.Popen([sys.executable, str(script), str(tmp_path)])
    end_s = time.monotonic() + 240
    note = tmp_path / "pid"
    while not (note.exists() and note.read_text()) and time.monotonic() < end_s:
        time.sleep(0.02)
    worker = int(note.read_text())
    try:
        grading.kill()
        grading.wait()
        (tmp_path / "go").touch()
        while alive(worker) and time.monotonic() < end_s:
            time.sleep(0.02)
        assert not alive(worker)
    finally:
        if alive(worker):
            os.kill(worker, signal.SIGKILL)
