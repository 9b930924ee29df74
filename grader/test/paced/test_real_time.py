"""`atelier play --headless` ends as `atelier grade` does; of all programs some, for the time."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from .real_time import EXPECTATIONS, Ending, compare, differences

PLAYED = ("cleans_up", "returns", "service_blocking", "wait_for_message")
"""One that needs Ctrl-C, one that acts at once, one of several threads, one that looks first."""

ATTEMPTS = 3
CALM_S = 0.02
"""Programs are late on the wall clock while others have all cores. Who waited no longer than this
is judged at once; after that many crowded runs the last is, by how long it waited."""


@pytest.mark.e2e
@pytest.mark.parametrize("name", PLAYED)
def test_a_program_ends_on_the_wall_clock_as_in_lock_step(name: str, tmp_path: Path) -> None:
    for attempt in range(ATTEMPTS):
        folder = tmp_path / str(attempt)
        folder.mkdir()
        lock_step, wall_clock, found = compare(name, folder)
        if not found or wall_clock.starved_s < CALM_S:
            break
    assert found == [] or not differences(name, lock_step, wall_clock, wall_clock.starved_s), found


def test_each_difference_is_told() -> None:
    name = "returns"
    ending = Ending(0.3, 0.0, 2, ("returned_early",), "done", 1.0)
    assert differences(name, ending, ending) == []
    far = replace(ending, x_m=0.41)
    assert differences(name, ending, far) == ["ends 0.110 m apart: x 0.3 and 0.41 m, allowed 0.1"]
    assert differences(name, ending, far, late_s=0.1) == []
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
