"""Ordinary programs in lock-step: what they must do, the same in each run."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conformance.expectations import EXPECTATIONS, SECONDS
from .conformance.robot import PROGRAMS, run

RUNS = 2


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
    for line in (*expected.says, *expected.in_order):
        assert line in first.output
    assert len({outcome.digest for outcome in outcomes}) == 1


def test_each_program_has_an_expectation() -> None:
    assert set(EXPECTATIONS) == {program.stem for program in PROGRAMS.glob("*.py")}
