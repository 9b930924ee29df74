from __future__ import annotations

import subprocess
import sys

import pytest

from atelier_grader.cli import app
from atelier_grader.cli.app import EXIT_USAGE, run

HEAVY = ("mujoco", "rosbags", "numpy", "pydantic", "jinja2", "mcap")


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == 0
    shown = capsys.readouterr().out
    assert all(command in shown for command in ("missions", "describe", "start", "grade"))


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == 0
    assert capsys.readouterr().out.startswith("atelier 0.")


@pytest.mark.parametrize(
    "arguments",
    [
        ["grade"],
        ["grade", "x", "--mission", "y", "--seed", "-1"],
        ["grade", "x", "--mission", "y", "--repeat", "0"],
        ["grade", "x", "--mission", "y", "--no-such-option"],
        ["grad"],
    ],
)
def test_a_wrong_command_line_is_no_verdict(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == EXIT_USAGE
    assert "Error" in capsys.readouterr().err


def test_a_failure_of_ours_is_no_verdict_either(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(app.typer.main, "get_command", lambda _: type("C", (), {"main": _raise})())
    assert run([]) == 3
    assert "RuntimeError: on purpose" in capsys.readouterr().err


def _raise(*_: object, **__: object) -> None:
    raise RuntimeError("on purpose")


def test_help_loads_nothing_heavy() -> None:
    """What makes `atelier --help` quick; a bound on wall time would measure the machine."""
    code = (
        "import sys; from atelier_grader.cli.app import run; run(['--help']); "
        f"print([m for m in {HEAVY!r} if m in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=240, check=True
    )
    assert done.stderr.strip() == "[]"
