"""Ordinary programs in lock-step: what they must do, the same in each run and as in real time."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conformance.expectations import EXPECTATIONS, SECONDS
from .conformance.robot import PROGRAMS, run

RUNS = 2

IN_REAL_TIME = (
    "background_spin", "condition", "contexts", "derivative", "service_callbacks", "spin",
)  # fmt: skip
"""Of those that wait for the robot before they act; each takes some seconds."""


@pytest.mark.parametrize("name", sorted(EXPECTATIONS))
def test_a_program_does_what_its_text_says_and_the_same_in_each_run(
    name: str, tmp_path: Path
) -> None:
    expected = EXPECTATIONS[name]
    outcomes = [run(PROGRAMS / f"{name}.py", SECONDS, tmp_path) for _ in range(RUNS)]
    first = outcomes[0]
    assert first.ended is not None
    assert first.ended.how == expected.how, first.output
    assert len(first.commands) == expected.commands
    assert first.x_m == pytest.approx(expected.x_m, abs=0.002)
    if expected.left_s is not None:
        assert first.left_s == pytest.approx(expected.left_s, abs=0.01)
    for line in expected.says:
        assert line in first.output
    assert len({outcome.digest for outcome in outcomes}) == 1


def test_each_program_has_an_expectation() -> None:
    assert set(EXPECTATIONS) == {program.stem for program in PROGRAMS.glob("*.py")}


@pytest.mark.parametrize("name", IN_REAL_TIME)
def test_a_program_does_the_same_on_the_wall_clock(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On real DDS topics, within a tenth of a metre and three commands in twenty."""
    first_s = run(PROGRAMS / f"{name}.py", SECONDS, tmp_path).commands[0][0]
    monkeypatch.setenv("ROS_DOMAIN_ID", str(40 + IN_REAL_TIME.index(name)))
    monkeypatch.setenv("ROS_AUTOMATIC_DISCOVERY_RANGE", "LOCALHOST")
    expected = EXPECTATIONS[name]
    outcome = run(PROGRAMS / f"{name}.py", SECONDS, tmp_path, first_s)
    assert outcome.ended is not None
    assert outcome.x_m == pytest.approx(expected.x_m, abs=0.1), outcome.output
    assert len(outcome.commands) == pytest.approx(expected.commands, rel=0.15)
