"""A grading that is ended in each of its phases: a sound result, its status, and nothing left."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from atelier_grader.report.result import EXIT_CODES

COMMAND = "from atelier_grader.cli.app import main; main()"
BEGUN = f"begun-{uuid.uuid4()}"  # tests run side by side
MARK = f"import pathlib; pathlib.Path.home().joinpath({BEGUN!r}).touch()\n"
NODE = "def main():\n    pass\n"
COMPUTED = f"""
from setuptools import setup
{MARK}
names = []
while not names: pass
setup(name="robot", packages=["robot"], entry_points={{"console_scripts": list(names)}})
"""


@dataclass
class Grader:
    """A running `atelier grade`, and where its files go."""

    process: subprocess.Popen[bytes]
    scratch: Path
    out: Path

    def result(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.out / "result.json").read_text())
        return found

    @property
    def codes(self) -> list[str]:
        return [each["code"] for each in self.result()["reasons"]]

    def inside(self) -> list[int]:
        """The programs of this grading that have begun with their own code."""
        found = []
        for place in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                homes = [place / "root/home/robot", place / "cwd"]
                if any((home / BEGUN).exists() for home in homes):
                    found.append(int(place.name))
        return found

    def await_until(self, what: Callable[[], object]) -> None:
        end_s = time.monotonic() + 240
        while True:
            ended = self.process.poll() is not None  # it may be what comes just before the end
            if what():
                return
            assert not ended, self.result()
            assert time.monotonic() < end_s
            time.sleep(0.005)


Start = Callable[[Path], Grader]


@pytest.fixture
def start(yard: Path, tmp_path: Path) -> Iterator[Start]:
    mission = yard / "mission.yaml"
    text = mission.read_text().replace("start_up_s: 4", "start_up_s: 100")
    mission.write_text(text.replace("tick_wall_s: 1,", "tick_wall_s: 100,"))
    graders: list[Grader] = []

    def run(submission: Path) -> Grader:
        scratch, out = tmp_path / "scratch", tmp_path / "out"
        scratch.mkdir()
        options = ["--mission", "yard", "--out", str(out), "--seed=1", "--no-record"]
        process = subprocess.Popen(
            [sys.executable, "-c", COMMAND, "grade", str(submission), *options],
            env=os.environ | {"TMPDIR": str(scratch)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        graders.append(Grader(process, scratch, out))
        return graders[-1]

    yield run
    for grader in graders:
        grader.process.kill()
        grader.process.wait()


def program(folder: Path, source: str) -> Path:
    file = folder / "program.py"
    file.write_text(source)
    return file


def intake(folder: Path) -> Path:
    """A package whose setup.py has to be run, and does not end."""
    package = folder / "package"
    (package / "robot").mkdir(parents=True)
    (package / "setup.py").write_text(COMPUTED)
    (package / "robot" / "__init__.py").touch()
    return package


PHASES: dict[str, Callable[[Path], Path]] = {
    "intake": intake,
    "start-up": lambda folder: program(folder, f"{MARK}while True: pass\n"),
    "running": lambda folder: program(
        folder, f"import time\ndef main():\n    time.sleep(1)\n    {MARK}    while True: pass\n"
    ),
}


@pytest.mark.parametrize(("phase", "times"), [("intake", 1), ("start-up", 2), ("running", 2)])
def test_an_end_in_each_phase(phase: str, times: int, start: Start, tmp_path: Path) -> None:
    """SIGTERM; or Ctrl-C, and an impatient one after it."""
    grader = start(PHASES[phase](tmp_path))
    grader.await_until(grader.inside)
    assert grader.codes == ["unfinished"]
    for _ in range(times):
        grader.process.send_signal(signal.SIGINT if times > 1 else signal.SIGTERM)
        time.sleep(0.02)
    assert grader.process.wait(240) == 3
    assert (grader.result()["verdict"], grader.codes) == ("not_graded", ["interrupted"])
    assert grader.inside() == []
    assert list(grader.scratch.iterdir()) == []


def test_a_result_that_is_being_written_is_written(start: Start, tmp_path: Path) -> None:
    grader = start(program(tmp_path, NODE.replace("pass", "import time; time.sleep(1)")))
    grader.await_until((grader.out / "result.json").exists)
    grader.await_until(lambda: "unfinished" not in grader.codes)
    grader.process.send_signal(signal.SIGTERM)
    status = grader.process.wait(240)
    result = grader.result()
    assert status in (
        EXIT_CODES[result["verdict"]],
        -signal.SIGTERM,
    )  # the latter when all was done
    assert result["verdict"] == "failed"
    assert "unfinished" not in (grader.out / "report.html").read_text()
    assert sorted(each.name for each in grader.out.iterdir()) == [
        "report.html",
        "result.json",
        "seed-1.log",
    ]
    assert list(grader.scratch.iterdir()) == []
