"""`atelier play --headless` ends as `atelier grade` does; of all programs some, for the time."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from .real_time import EXPECTATIONS, Ending, compare, differences

PLAYED = ("cleans_up", "returns", "service_blocking", "wait_for_message")
"""One that needs Ctrl-C, one that acts at once, one of several threads, one that looks first."""

ATTEMPTS = 3
"""Timers lose ticks on the wall clock while others have all cores; a fault shows each time."""


@pytest.mark.e2e
@pytest.mark.parametrize("name", PLAYED)
def test_a_program_ends_on_the_wall_clock_as_in_lock_step(name: str, tmp_path: Path) -> None:
    found: list[str] = []
    for attempt in range(ATTEMPTS):
        folder = tmp_path / str(attempt)
        folder.mkdir()
        found = compare(name, folder)[2]
        if not found:
            break
    assert found == []


def test_each_difference_is_told() -> None:
    name = "returns"
    ending = Ending(0.3, 0.0, 2, ("returned_early",), "done", 1.0)
    assert differences(name, ending, ending) == []
    assert differences(name, ending, replace(ending, x_m=0.41)) == [
        "ends 0.110 m apart: x 0.3 and 0.41 m, allowed 0.1"
    ]
    assert differences(name, ending, replace(ending, commands=5)) == [
        "2 and 5 commands, allowed 2 more or less"
    ]
    assert differences(name, ending, replace(ending, reasons=("crashed",))) == [
        "told ('returned_early',) and ('crashed',)"
    ]
    assert differences(name, ending, replace(ending, output="")) == ["'done' is not said by both"]


def test_a_wider_tolerance_has_a_reason() -> None:
    for name, expected in EXPECTATIONS.items():
        wider = (expected.real_time.distance_m, expected.real_time.commands) != (0.1, 2)
        assert wider == bool(expected.real_time.why), name
