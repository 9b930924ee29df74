"""A grading that is ended in the middle: a result, and nothing left behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path

import pytest

from atelier_grader.controller.scratch import scratch_folder

COMMAND = "from atelier_grader.cli.app import main; main()"

PROGRAM = """
import pathlib, time
def main():
    pathlib.Path("NAME").touch()
    time.sleep(1)
    while True: pass
"""


def started(name: str) -> list[str]:
    """The command lines of the processes that see the file that the program makes at home."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            homes = [place / "root/home/robot", place / "cwd"]
            if any((home / name).exists() for home in homes):
                found.append((place / "cmdline").read_text())
        except OSError:
            continue  # it has just ended
    return [each for each in found if "atelier_lockstep.host" in each and "bwrap" not in each]


@pytest.mark.parametrize(
    ("number", "seeds", "sandbox"),
    [
        (signal.SIGINT, ["1"], "auto"),
        (signal.SIGTERM, ["1", "2"], "auto"),
        (signal.SIGHUP, ["1"], "auto"),
        (signal.SIGKILL, ["1"], "auto"),
        (signal.SIGKILL, ["1", "2"], "auto"),
        (signal.SIGTERM, ["1"], "off"),
        (signal.SIGKILL, ["1"], "off"),
    ],
)
def test_nothing_goes_on(
    number: signal.Signals,
    seeds: list[str],
    sandbox: str,
    yard: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    mission = yard / "mission.yaml"
    mission.write_text(mission.read_text().replace("tick_wall_s: 1", "tick_wall_s: 100"))
    name = f"started-{uuid.uuid4()}"
    (tmp_path / "program.py").write_text(PROGRAM.replace("NAME", name))
    scratch, out = tmp_path / "scratch", tmp_path / "out"
    scratch.mkdir()
    options = ["--mission", "yard", "--out", str(out), "--jobs", str(len(seeds)), "--no-record"]
    options += ["--sandbox", sandbox]
    grader = subprocess.Popen(
        [sys.executable, "-c", COMMAND, "grade", str(tmp_path / "program.py"), *options]
        + [f"--seed={seed}" for seed in seeds],
        env=os.environ | {"TMPDIR": str(scratch)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        deadline_s = time.monotonic() + 240
        while len(started(name)) < len(seeds):
            assert time.monotonic() < deadline_s
            time.sleep(0.05)
        grader.send_signal(number)
        status = grader.wait(240)
    finally:
        grader.kill()
        grader.wait()
    deadline_s = time.monotonic() + 240
    while started(name) and time.monotonic() < deadline_s:
        time.sleep(0.05)
    assert started(name) == []
    result = json.loads((out / "result.json").read_text())
    codes = [each["code"] for each in result["reasons"]]
    assert result["verdict"] == "not_graded"
    if number == signal.SIGKILL:
        assert codes == ["unfinished"]
        monkeypatch.setattr(tempfile, "tempdir", str(scratch))
        with scratch_folder() as own:
            assert list(scratch.iterdir()) == [own]
        return
    assert status == 3
    assert list(scratch.iterdir()) == []
    assert codes == ["interrupted"]
