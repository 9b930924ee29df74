"""The result and the exit status stand, whatever becomes of what is printed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from atelier_grader.report.result import read_result

COMMAND = "from atelier_grader.cli.app import main; main()"


def grade(shell: str, out: Path, submission: str = "x", mission: str = "no") -> int:
    """Exit status of a grading that ends early, run as `shell` says: "$@" is the command."""
    command = [sys.executable, "-c", COMMAND, "grade", submission, "--mission", mission]
    done = subprocess.run(
        ["bash", "-c", shell, "bash", *command, "--out", str(out)],
        stderr=subprocess.PIPE,
        text=True,
        timeout=240,
        check=False,
    )
    assert "Traceback" not in done.stderr
    assert "Error" not in done.stderr
    return done.returncode


@pytest.mark.parametrize(
    "shell",
    [
        '"$@" > /dev/full',
        '"$@" >&-',
        '"$@" | true; exit ${PIPESTATUS[0]}',
        'PYTHONIOENCODING=ascii "$@" --lang ar > /dev/null',
        'LC_ALL=C PYTHONUTF8=0 PYTHONCOERCECLOCALE=0 "$@" --lang fr --quiet > /dev/null',
    ],
)
def test_output_that_cannot_be_written_changes_nothing(shell: str, tmp_path: Path) -> None:
    assert grade(shell, tmp_path / "out") == 3
    result = read_result((tmp_path / "out" / "result.json").read_text(encoding="utf-8"))
    assert [reason.code for reason in result.reasons] == ["mission_unknown"]


def test_an_undecodable_name_has_a_result(tmp_path: Path) -> None:
    file = tmp_path / os.fsdecode(b"bad\xff.py")
    file.write_text("def main(): pass\n")
    assert grade('"$@" > /dev/null', tmp_path / "out", str(file), "line_following") == 2
    result = read_result((tmp_path / "out" / "result.json").read_text(encoding="utf-8"))
    assert [reason.code for reason in result.reasons] == ["bad_submission"]


def test_a_submission_without_a_name_is_not_the_present_folder(tmp_path: Path) -> None:
    assert grade('"$@" > /dev/null', tmp_path / "out", "", "line_following") == 2
    result = read_result((tmp_path / "out" / "result.json").read_text(encoding="utf-8"))
    assert [reason.code for reason in result.reasons] == ["bad_submission"]
