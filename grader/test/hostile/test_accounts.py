"""Whose fault it was, and how much it cost: neither is what the program says of itself."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import pytest

from atelier_lockstep.wire import Ended

from .conftest import HERE, NODE, REFERENCE, Graded, run
from .test_frames import FRAMES

BURN = """
import ctypes, os, resource, sys, time
def used(): return sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
def burn(seconds):
    end = used() + seconds
    while used() < end: pass
"""
"""CPU time as the kernel counts it: the clocks of `time` are simulated."""

LIARS = {
    "its own clocks stand still": (
        NODE + BURN + "time.process_time = time.process_time_ns = lambda: 0\n"
        "import atelier_lockstep.channel, atelier_lockstep.wire\n"
        "def main(): go(lambda node: burn(0.06), 99)\n"
    ),
    "a child works for it": (
        NODE + BURN + "import subprocess\n"
        "CHILD = 'import time\\nwhile time.process_time() < 0.3: pass'\n"
        "def main(): go(lambda node: subprocess.run([sys.executable, '-S', '-c', CHILD]), 5)\n"
    ),
    "frames of its own": (
        FRAMES + BURN + "def main():\n    there = channel()\n    now = 0\n    while True:\n"
        "        burn(0.06)\n        now += 100_000_000\n        there.send(idle(now))\n"
        "        if not there.recv(65536): break\n"
    ),
}


@pytest.fixture
def budgeted(tmp_path: Path, scratch: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The arena, where a program may use 0.25 s of CPU a simulated second."""
    arena = tmp_path / "missions" / "arena"
    shutil.copytree(HERE / "arena", arena)
    mission = arena / "mission.yaml"
    mission.write_text(mission.read_text() + "compute_budget: {cpu_s_per_sim_s: 0.25}\n")
    monkeypatch.setenv("ATELIER_MISSIONS_PATH", str(arena.parent))
    return mission


def graded(tmp_path: Path, source: str, **options: object) -> Graded:
    file = tmp_path / "program.py"
    file.write_text(source)
    return run(file, tmp_path / "out", **options)


@pytest.mark.parametrize("name", LIARS)
def test_a_lie_about_cpu_time_changes_nothing(name: str, budgeted: Path, tmp_path: Path) -> None:
    found = graded(tmp_path, LIARS[name])
    reason = found.reason("cpu_budget")
    said = float(reason.message.en.split(" s of CPU")[0].rpartition(" ")[2])
    assert 0.3 < said < 1.2, reason.message.en
    assert found.result.verdict == "rejected"
    assert found.result.environment.cpu_s > 2.5 * said


@pytest.mark.parametrize("sandbox", ["required", "off"])
def test_what_an_honest_program_costs_is_told(sandbox: str, budgeted: Path, tmp_path: Path) -> None:
    found = run(REFERENCE, tmp_path / "out", sandbox=sandbox)
    assert found.codes == set()
    assert 0.2 < found.result.environment.cpu_s < 3


def test_what_gradings_side_by_side_cost_is_told(scratch: Path, tmp_path: Path) -> None:
    """Each burns far more than it needs to start: one alone would not come to the sum."""
    both = graded(tmp_path, NODE + BURN + "def main(): burn(1.5)", seeds=(1, 2), jobs=2)
    assert both.result.environment.cpu_s > 3.0


BROKEN_HOSTS = {
    "an rclpy that cannot be loaded": ("rclpy/__init__.py", "raise ImportError('no librcl')"),
    "a library that ends the process": ("greenlet.py", "import os; os._exit(1)"),
    "a library that crashes": ("greenlet.py", "import os; os.abort()"),
}


@pytest.mark.parametrize("name", BROKEN_HOSTS)
def test_a_robots_side_that_does_not_come_up_is_ours(
    name: str, tmp_path: Path, scratch: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A broken installation, as it would be found on the grader's search path; walls show less."""
    file, source = BROKEN_HOSTS[name]
    place = tmp_path / "broken" / file
    place.parent.mkdir(parents=True)
    place.write_text(source)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "broken"))
    found = graded(tmp_path, REFERENCE.read_text(), sandbox="off")
    assert found.result.verdict == "not_graded"
    assert "before the program's code began" in found.reason("internal_error").message.en


def test_a_limit_that_the_robots_side_breaks_is_the_missions(
    budgeted: Path, tmp_path: Path
) -> None:
    budgeted.write_text(budgeted.read_text().replace("  cpu_s: 4", "  cpu_s: 0.01"))
    found = graded(tmp_path, REFERENCE.read_text())
    assert found.result.verdict == "not_graded"
    said = found.reason("mission_invalid").message.en
    assert "cpu_limit" in said
    assert "limit 0.01 s" in said


def test_a_network_without_a_loopback_is_ours(tmp_path: Path, scratch: Path) -> None:
    """Paced programs meet over it; lock-step needs none."""
    if subprocess.run(["unshare", "-rn", "true"], check=False, capture_output=True).returncode:
        pytest.skip("a network namespace cannot be had here")
    command = (
        "import sys; from pathlib import Path; from atelier_grader.grading import *\n"
        "asked = GradeRequest(sys.argv[1], 'arena', Path(sys.argv[2]), (1,), mode=sys.argv[3],\n"
        "    sandbox='off', record=False)\n"
        "result = grade(asked)\n"
        "print(result.verdict, *(each.code for each in result.reasons))\n"
    )
    for mode, expected in (("paced", "not_graded discovery_failed"), ("lockstep", "passed")):
        arguments = [str(REFERENCE), str(tmp_path / mode), mode]
        done = subprocess.run(
            ["unshare", "-rn", sys.executable, "-c", command, *arguments],
            env=os.environ | {"TMPDIR": str(scratch)},
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )
        assert done.stdout.strip() == expected, done.stderr


def test_nobody_but_the_robots_side_tells_of_a_broken_network(
    tmp_path: Path, scratch: Path
) -> None:
    """A program that would rather not be graded."""
    told = asdict(Ended("unseen", message="x"))
    found = graded(
        tmp_path,
        FRAMES + "import json\ndef main():\n"
        f"    channel().sendall(frame(17, json.dumps({told}).encode()))\n    os._exit(0)\n",
    )
    found.reason("protocol_error")
    assert found.result.verdict == "rejected"
