"""Machines that refuse walls: what `required` and `auto` do there, and what they say."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from atelier_grader.controller.scratch import scratch_folder
from atelier_grader.grading import GradeRequest, grade, unfinished
from atelier_grader.report.terminal import plain_lines
from atelier_grader.sandbox import sandbox
from atelier_grader.sandbox.sandbox import SandboxUnavailableError, default_mode, prepare

ARENA = Path(__file__).parents[1] / "hostile"
COMMAND = "from atelier_grader.cli.app import main; main()"


@pytest.fixture(autouse=True)
def _tried_anew(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("ATELIER_MISSIONS_PATH", str(ARENA))
    sandbox._found.cache_clear()
    yield
    sandbox._found.cache_clear()


def test_required_without_bubblewrap_runs_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    mark = tmp_path / "ran"
    (tmp_path / "program.py").write_text(f"open({str(mark)!r}, 'w')")
    request = GradeRequest(
        str(tmp_path / "program.py"), "arena", tmp_path / "out", sandbox="required"
    )
    result = grade(request)
    assert (result.verdict, result.exit_code) == ("not_graded", 3)
    assert [each.code for each in result.reasons] == ["sandbox_unavailable"]
    assert "bubblewrap is not installed: apt-get install -y bubblewrap" in str(result.reasons[0])
    report = result.environment.sandbox
    assert report is not None
    assert (report.mode, report.active) == ("required", False)
    assert report.missing == ("bubblewrap is not installed: apt-get install -y bubblewrap",)
    assert not mark.exists()


def test_auto_goes_on_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    request = GradeRequest(
        str(ARENA / "arena/reference.py"), "arena", tmp_path, seeds=(1,), record=False
    )
    result = grade(request)
    assert (result.verdict, result.score) == ("passed", 100)
    said = "\n".join(plain_lines(result, "en"))
    assert "without walls, free to do what its user may: bubblewrap is not installed" in said
    assert "sans isolation" in "\n".join(plain_lines(result, "fr"))


def test_a_bubblewrap_that_is_refused_is_quoted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = tmp_path / "bwrap"
    fake.write_text("#!/bin/sh\necho 'bwrap: No permissions to create new namespace' >&2\nexit 1\n")
    fake.chmod(0o755)
    monkeypatch.setattr(shutil, "which", lambda name: str(fake))
    with pytest.raises(SandboxUnavailableError, match="bwrap: No permissions to create"):
        prepare("required")
    assert prepare("auto").report.active is False


def test_nothing_is_said_of_walls_before_any_are_tried(tmp_path: Path) -> None:
    request = GradeRequest("program.py", "arema", tmp_path)
    assert unfinished(request).environment.sandbox is None
    assert grade(request).environment.sandbox is None


def refusing(command: list[str]) -> list[str]:
    """A command in a user namespace that allows no further ones."""
    return ["bwrap", "--dev-bind", "/", "/", "--unshare-user", "--disable-userns", "--", *command]


@pytest.mark.parametrize(("mode", "status"), [("required", 3), ("auto", 0)])
def test_user_namespaces_are_refused(mode: str, status: int, tmp_path: Path) -> None:
    if subprocess.run(refusing(["true"]), capture_output=True, check=False).returncode != 0:
        pytest.skip("this bubblewrap has no --disable-userns, or cannot start here")
    out = tmp_path / "out"
    options = ["--mission", "arena", "--seed=1", "--out", str(out), "--no-record", "--quiet"]
    command = [sys.executable, "-c", COMMAND, "grade", str(ARENA / "arena/reference.py"), *options]
    graded = subprocess.run(
        refusing([*command, "--sandbox", mode]),
        env=os.environ | {"TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert graded.returncode == status, graded.stdout + graded.stderr
    report = json.loads((out / "result.json").read_text())["environment"]["sandbox"]
    assert (report["mode"], report["active"], report["namespaces"]) == (mode, False, [])
    said = " ".join(report["missing"])
    assert "namespace" in said.lower()
    assert said.split(":")[1].strip()[:20] in graded.stdout


def test_ci_requires_walls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    assert default_mode() == "auto"
    for value, mode in {"true": "required", "1": "required", "false": "auto", "": "auto"}.items():
        monkeypatch.setenv("CI", value)
        assert default_mode() == mode


def test_a_folder_that_nobody_may_pass_is_no_fault_of_the_program(tmp_path: Path) -> None:
    """The grader's temporary folder may lie where the program's user may not go."""
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tempfile.tempdir", str(closed))
        with scratch_folder() as scratch:
            assert scratch.is_relative_to(closed)
        request = GradeRequest(
            str(ARENA / "arena/reference.py"), "arena", tmp_path / "out", seeds=(1,), record=False
        )
        result = grade(request)
    assert (result.verdict, [each.code for each in result.reasons]) == ("passed", [])
