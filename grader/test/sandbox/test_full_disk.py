"""A disk that is full, or out of files: whole results or none, and nobody's points."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ARENA = Path(__file__).parents[1] / "hostile"
REFERENCE = ARENA / "arena/reference.py"
GRADE = "from atelier_grader.cli.app import main; main()"
MIB = 2**20


@dataclass(frozen=True)
class Ended:
    """A grading on a small disk: its exit status, what it said, the files that it left."""

    status: int
    said: str
    left: tuple[str, ...]
    result: Any

    @property
    def reasons(self) -> list[tuple[str, str]]:
        return [(each["fault"], each["message"]["en"]) for each in self.result["reasons"]]


SCRIPT = """
head -c $1 /dev/zero >$2/fill; out=$3; shift 3
"$@" 2>&1; status=$?
echo; echo "status $status"; find $out -type f; echo ---; cat $out/result.json 2>/dev/null
"""


def graded(
    tmp_path: Path, size: int, fill: int, out: Path | None = None, program: Path = REFERENCE
) -> Ended:
    """Grade where `small` is a disk of `size` bytes, `fill` of them taken; `out` lies there."""
    small = tmp_path / "small"
    small.mkdir(exist_ok=True)
    temporary = os.environ | {"TMPDIR": str(small if out else tmp_path)}
    out = out or small / "out"
    command = [sys.executable, "-c", GRADE, "grade", str(program), "--mission", "arena"]
    command += ["--seed=1", "--out", str(out), "--quiet", "--lang=en"]
    disk = ["bwrap", "--dev-bind", "/", "/", "--size", str(size), "--tmpfs", str(small), "--"]
    ran = subprocess.run(
        [*disk, "sh", "-c", SCRIPT, "sh", str(fill), str(small), str(out), *command],
        env=temporary | {"ATELIER_MISSIONS_PATH": str(ARENA)},
        capture_output=True,
        text=True,
        check=False,
    )
    if "status " not in ran.stdout:
        pytest.skip(f"no small disk here: {ran.stderr}")
    said, _, rest = ran.stdout.partition("\nstatus ")
    listed, _, text = rest.partition("---\n")
    status, *left = listed.split()
    names = tuple(sorted(Path(each).name for each in left))
    return Ended(int(status), said, names, json.loads(text) if text else None)


def test_no_room_for_any_result(tmp_path: Path) -> None:
    ended = graded(tmp_path, MIB, 2 * MIB)
    assert (ended.status, ended.left, ended.result) == (3, (), None)
    assert "cannot write the result into" in ended.said
    assert "No space left on device" in ended.said


def test_room_ends_in_the_middle(tmp_path: Path) -> None:
    """The recording takes what is left: the result says so, and the next one is as ever."""
    ended = graded(tmp_path, MIB, MIB - 20 * 1024)
    assert (ended.status, ended.result["verdict"]) == (3, "not_graded"), ended.said
    assert_ours(ended)
    assert not [name for name in ended.left if "partial" in name]
    again = graded(tmp_path, 64 * MIB, 0)
    assert (again.status, again.result["verdict"], again.result["score"]) == (0, "passed", 100)
    assert again.left == ("report.html", "result.json", "seed-1.log", "seed-1.mcap")


def test_no_room_for_the_submission(tmp_path: Path) -> None:
    """It is copied into the grader's temporary folder."""
    program = tmp_path / "large.py"
    program.write_text(REFERENCE.read_text() + "\n# " + "x" * 100_000)
    ended = graded(tmp_path, MIB, MIB - 40 * 1024, tmp_path / "out", program)
    assert (ended.status, ended.result["verdict"]) == (3, "not_graded"), ended.said
    assert_ours(ended)


def assert_ours(ended: Ended) -> None:
    assert [each["code"] for each in ended.result["reasons"]] == ["machine_full"]
    ((fault, message),) = ended.reasons
    assert fault == "ours"
    assert "No space left on device" in message
