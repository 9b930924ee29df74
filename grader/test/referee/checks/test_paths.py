from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

EIGHT = {"points": [[0, 0], [4, 0], [4, 2], [2, 2], [2, -2]]}
"""Crosses itself at (2, 0): 2 m and 10 m along; 12 m long."""


def way(points: Iterable[tuple[float, float]], step_m: float = 0.02) -> list[dict[str, Any]]:
    """Positions along straight lines through the points, `step_m` apart."""
    corners = np.array(list(points), float)
    states = []
    for first, last in pairwise(corners):
        count = max(1, round(float(np.linalg.norm(last - first)) / step_m))
        for part in np.linspace(0, 1, count, endpoint=False):
            x, y = first + part * (last - first)
            states.append({"poses": {"robot": (float(x), float(y), 0.0, 0.0)}})
    x, y = corners[-1]
    return [*states, {"poses": {"robot": (float(x), float(y), 0.0, 0.0)}}]


def test_whole_path(declare: Callable, judge_run: Callable) -> None:
    check = declare("progress", path=EIGHT, corridor_m=0.3)
    judge = judge_run(check, way(EIGHT["points"]))
    assert judge.decided
    assert judge.outcome(0).score == 1.0


def test_a_crossing_is_no_short_cut(declare: Callable, judge_run: Callable) -> None:
    """Straight down at the crossing, 2 m along, skips the loop: nothing more is covered."""
    check = declare("progress", path=EIGHT, corridor_m=0.3)
    outcome = judge_run(check, way([(0, 0), (2, 0), (2, -2)])).outcome(0)
    assert outcome.score == pytest.approx(2 / 12, abs=0.03)
    assert "% covered" in outcome.evidence[0].actual.en


def test_leaving_the_corridor_stops_progress(declare: Callable, judge_run: Callable) -> None:
    check = declare("progress", path={"points": [[0, 0], [10, 0]]}, corridor_m=0.3)
    aside = [(0, 0), (4, 0), (4, 1), (6, 1), (6, 0), (10, 0)]
    assert judge_run(check, way(aside)).outcome(0).score == pytest.approx(0.4)
    back = [(0, 0), (4, 0), (4, 1), (4, 0), (10, 0)]
    assert judge_run(check, way(back)).decided


def test_standing_covers_nothing(declare: Callable, judge_run: Callable) -> None:
    check = declare("progress", path={"points": [[0, 0], [10, 0]]}, corridor_m=0.3)
    outcome = judge_run(check, way([(0, 0.1), (0, 0.1)])).outcome(0)
    assert outcome.score == 0.0


def test_starting_on_the_way_is_no_progress(declare: Callable, judge_run: Callable) -> None:
    check = declare("progress", path={"points": [[0, 0], [10, 0]]}, corridor_m=0.5)
    assert judge_run(check, way([(0.4, 0.1), (0.4, 0.1)])).outcome(0).score == 0.0
    assert judge_run(check, way([(0.4, 0), (5.2, 0)])).outcome(0).score == pytest.approx(0.5)


@pytest.mark.parametrize(("measure", "expected"), [("mean", 0.05), ("rms", 0.0707), ("max", 0.1)])
def test_track_error(declare: Callable, judge_run: Callable, measure: str, expected: float) -> None:
    """One half of the way on the line, the other 0.1 m beside it."""
    check = declare(
        "track_error",
        path={"points": [[0, 0], [10, 0]]},
        measure=measure,
        error_m={"full": 0, "zero": 0.2},
    )
    states = way([(0, 0), (5, 0)]) + way([(5, 0.1), (10, 0.1)])
    judge = judge_run(check, states)
    assert judge.metrics()["track_error_m"] == pytest.approx(expected, rel=0.05)
    assert judge.outcome(0).score == pytest.approx(1 - expected / 0.2, rel=0.05)


def test_standing_changes_no_average(declare: Callable, judge_run: Callable) -> None:
    check = declare(
        "track_error", path={"points": [[0, 0], [10, 0]]}, error_m={"full": 0, "zero": 1}
    )
    drive = way([(0, 0), (5, 0.2)])
    waited = [*drive[:100], *[drive[99]] * 500, *drive[100:]]
    first, second = (judge_run(check, states).outcome(0).score for states in (drive, waited))
    assert first == pytest.approx(second)


def test_the_other_arm_of_a_crossing_does_not_hide_an_error(
    declare: Callable, judge_run: Callable
) -> None:
    check = declare("track_error", path=EIGHT, measure="max", error_m={"full": 0, "zero": 1})
    judge = judge_run(check, way([(0, 0.2), (4, 0.2)]))
    assert judge.metrics()["max_track_error_m"] == pytest.approx(0.2, abs=1e-6)
    mean = declare("track_error", path=EIGHT, measure="mean", error_m={"full": 0, "zero": 1})
    judge = judge_run(mean, way([(0, 0.2), (3.5, 0.2)]))
    assert judge.metrics()["track_error_m"] == pytest.approx(0.2, abs=1e-6)


def test_the_point_ahead_is_what_counts(declare: Callable, judge_run: Callable) -> None:
    check = declare(
        "track_error",
        path={"points": [[0, 0], [10, 0]]},
        measure="max",
        error_m={"full": 0, "zero": 1},
        ahead_m=0.5,
    )
    turned = [{"poses": {"robot": (1.0, 0.0, 0.0, 1.5707963)}}]
    assert judge_run(check, turned).metrics()["max_track_error_m"] == pytest.approx(0.5)
