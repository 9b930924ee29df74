"""Hostile submissions for real: a real sandbox, a mission of 2.5 s, and a reference after each."""

from __future__ import annotations

import contextlib
import os
import tempfile
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from multiprocessing import resource_tracker
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from atelier_grader.controller.orphans import children
from atelier_grader.grading import GradeRequest, grade
from atelier_grader.report.result import Result
from atelier_grader.sandbox.hierarchies import hierarchies
from atelier_grader.sandbox.sandbox import prepare
from atelier_grader.sandbox.user_namespace import NOBODY

HERE = Path(__file__).parent
REFERENCE = HERE / "arena" / "reference.py"

NODE = """
import rclpy
from geometry_msgs.msg import Twist
from rclpy.node import Node
from sensor_msgs.msg import LaserScan


def go(action, times=1):
    rclpy.init()
    node = Node("attacker")
    left = [times]
    def act(_=None):
        if left[0] > 0:
            left[0] -= 1
            action(node)
    node.create_timer(0.1, act)
    rclpy.spin(node)
"""
"""What the attacks have in common: `go(action)` calls it from a timer, with a node."""


@dataclass(frozen=True)
class Graded:
    """A result, and what the program printed."""

    result: Result
    log: str

    @property
    def codes(self) -> set[str]:
        return {reason.code for reason in self.result.reasons}

    def reason(self, code: str) -> Any:
        found = [each for each in self.result.reasons if each.code == code]
        assert found, (
            f"no {code} in {[(r.code, r.message.en, r.detail) for r in self.result.reasons]}"
        )
        return found[0]


Attack = Callable[..., Graded]


@pytest.fixture(autouse=True, scope="session")
def _walls() -> None:
    """Without walls nothing here means anything."""
    report = prepare("auto").report
    if not report.active:
        pytest.skip(f"no sandbox on this machine: {'; '.join(report.missing)}")


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the grader's own temporary files go."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    tmp_path.chmod(0o711)
    for parent in list(tmp_path.parents)[:3]:
        if parent.stat().st_uid == os.geteuid() and parent != Path("/"):
            parent.chmod(parent.stat().st_mode | 0o011)
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.setenv("ATELIER_MISSIONS_PATH", str(HERE))
    return folder


def run(submission: Path, out: Path, **options: Any) -> Graded:
    options = {"seeds": (1,), "record": False, "sandbox": "required", "jobs": 1, **options}
    result = grade(GradeRequest(str(submission), "arena", out, **options))
    logs = sorted(out.glob("seed-*.log"))
    return Graded(result, "\n".join(log.read_text() for log in logs))


@pytest.fixture(scope="session")
def reference_digest(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The digest of the reference, graded before any attack."""
    resource_tracker.ensure_running()  # Python's own, of gradings side by side
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ATELIER_MISSIONS_PATH", str(HERE))
        graded = run(REFERENCE, tmp_path_factory.mktemp("first"))
    assert (graded.result.verdict, graded.result.score) == ("passed", 100)
    assert graded.result.seeds[0].digest is not None
    return graded.result.seeds[0].digest


@dataclass(frozen=True)
class Surroundings:
    """What a grading may not change."""

    processes: frozenset[int]
    threads: int
    descriptors: int
    mounts: tuple[str, ...]
    groups: tuple[str, ...]
    shared_memory: frozenset[str]
    temporary: tuple[str, ...]


PLACES = {"/", "/dev", "/dev/shm", "/etc", "/home/robot", "/newroot", "/oldroot", "/proc", "/submission", "/tmp"}  # fmt: skip


def nobodys(folder: Path) -> Iterator[str]:
    for file in folder.iterdir():
        with contextlib.suppress(FileNotFoundError):  # others come and go
            if file.stat().st_uid == NOBODY:
                yield file.name


def mounts(own: Path) -> tuple[str, ...]:
    """Where walls are put up, and below a folder of our own: others of this machine mount too."""
    lines = Path("/proc/self/mountinfo").read_text().splitlines()
    points = {line: Path(line.split()[4]) for line in lines}
    return tuple(line for line, at in points.items() if str(at) in PLACES or at.is_relative_to(own))


def look_around(scratch: Path) -> Surroundings:
    own = f"atelier-{os.getpid()}-*"
    folders = {place.folder for place in hierarchies().values()}
    return Surroundings(
        frozenset(children()),
        threading.active_count(),
        len(os.listdir("/proc/self/fd")),
        mounts(scratch.parent),
        tuple(sorted(str(group) for folder in folders for group in folder.glob(own))),
        frozenset(nobodys(Path("/dev/shm"))),
        tuple(sorted(each.name for each in scratch.iterdir())),
    )


@pytest.fixture
def attack(tmp_path: Path, scratch: Path, reference_digest: str) -> Iterator[Attack]:
    """`attack(source or path, **options)` grades a submission.

    Afterwards nothing may be left, and the reference must be what it was.
    """
    before = look_around(scratch)
    count = 0

    def attacks(submission: str | Path, **options: Any) -> Graded:
        nonlocal count
        count += 1
        if isinstance(submission, str):
            file = tmp_path / f"attack_{count}.py"
            file.write_text(dedent(submission), encoding="utf-8")
            submission = file
        return run(submission, tmp_path / f"out-{count}", **options)

    yield attacks
    now = look_around(scratch)
    threads = max(now.threads, before.threads)  # an earlier test's may have ended meanwhile
    descriptors = max(now.descriptors, before.descriptors)
    assert replace(now, threads=threads, descriptors=descriptors) == before
    after = run(REFERENCE, tmp_path / "reference")
    assert after.result.seeds[0].digest == reference_digest
    assert after.result.score == 100
