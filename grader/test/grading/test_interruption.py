"""A grading that is ended in the middle: a result, and nothing left behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

COMMAND = "from atelier_grader.cli.app import main; main()"

PROGRAM = """
import pathlib, time
def main():
    pathlib.Path("started").touch()
    time.sleep(1)
    while True: pass
"""


def remaining(scratch: Path) -> list[str]:
    """The processes whose temporary folder is `scratch`, or one in it."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            if str(scratch).encode() in (place / "environ").read_bytes():
                found.append((place / "cmdline").read_text())
        except OSError:
            continue  # it has just ended
    return found


@pytest.mark.parametrize("seeds", [["1"], ["1", "2"]])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_nothing_goes_on(
    number: signal.Signals, seeds: list[str], yard: Path, tmp_path: Path
) -> None:
    mission = yard / "mission.yaml"
    mission.write_text(mission.read_text().replace("tick_wall_s: 1", "tick_wall_s: 100"))
    (tmp_path / "program.py").write_text(PROGRAM)
    scratch, out = tmp_path / "scratch", tmp_path / "out"
    scratch.mkdir()
    options = ["--mission", "yard", "--out", str(out), "--jobs", str(len(seeds)), "--no-record"]
    grader = subprocess.Popen(
        [sys.executable, "-c", COMMAND, "grade", str(tmp_path / "program.py"), *options]
        + [f"--seed={seed}" for seed in seeds],
        env=os.environ | {"TMPDIR": str(scratch)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        deadline_s = time.monotonic() + 60
        while len(list(scratch.rglob("started"))) < len(seeds):
            assert time.monotonic() < deadline_s
            time.sleep(0.05)
        grader.send_signal(number)
        status = grader.wait(30)
    finally:
        grader.kill()
        grader.wait()
    while remaining(scratch) and time.monotonic() < deadline_s:
        time.sleep(0.05)
    assert remaining(scratch) == []
    if number == signal.SIGKILL:
        assert not (out / "result.json").exists()
        return
    assert status == 3
    assert list(scratch.iterdir()) == []
    result = json.loads((out / "result.json").read_text())
    assert [each["code"] for each in result["reasons"]] == ["interrupted"]
