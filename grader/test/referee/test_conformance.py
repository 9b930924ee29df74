"""What every registered type of check must keep."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from atelier_grader.engine.protocol import Contact
from atelier_grader.referee.check import CHECKS
from atelier_grader.text import LANGUAGES

REGION = {"shape": "circle", "at": "station", "radius_m": 0.5}
BOX = {"z_m": 0.3, "length_m": 0.4, "width_m": 0.4, "height_m": 0.2}
LINE = {"points": [[0, 0], [5, 0]]}

EXAMPLES: dict[str, dict[str, Any]] = {
    "reach": {"region": REGION, "dwell_s": 0.1, "time_s": {"full": 1, "zero": 9}},
    "deliver": {"region": REGION, "load": "crate", "min_z_m": 0.0},
    "no_collision": {"episodes": {"full": 0, "zero": 3}},
    "keep_upright": {},
    "stay_in_area": {"region": REGION},
    "speed_limit": {"speed_mps": {"full": 0.5, "zero": 1.0}},
    "carry": {"load": "crate", "box": BOX},
    "progress": {"path": LINE, "corridor_m": 0.3},
    "track_error": {"path": LINE, "error_m": {"full": 0.02, "zero": 0.3}},
    "finish_time": {"of": "first", "time_s": {"full": 1, "zero": 9}},
    "path_length": {"length_m": 2.0, "ratio": {"full": 1.1, "zero": 2.0}},
}


def states(kind: str) -> list[dict[str, Any]]:
    """Runs that do nothing, that do well, and that go wild."""
    if kind == "still":
        ways = [(0.0, 0.0)] * 50
    elif kind == "well":
        ways = [(min(5.0, i * 0.05), 0.0) for i in range(150)]
    else:
        rng = np.random.default_rng(7)
        ways = [tuple(rng.uniform(-1e6, 1e6, 2).tolist()) for _ in range(50)]
    contact = Contact("robot::base::c", "wall::l::c", np.array([1.0, 1.0, 0.0]), 1e9)
    return [
        {
            "poses": {
                "robot": (x, y, 0.0, x % 3),
                "crate": (x, y, 0.3, 0.0),
                "station": (4.0, 0.0, 0.0, 0.5),
            },
            "speeds": {"robot": abs(x)},
            "touching": (contact,) if kind == "wild" else (),
            "tilt_rad": 1.0 if kind == "wild" else 0.0,
        }
        for x, y in ways
    ]


def test_every_type_has_an_example() -> None:
    assert sorted(EXAMPLES) == sorted(CHECKS)


@pytest.mark.parametrize("kind", sorted(EXAMPLES))
@pytest.mark.parametrize("run", ["still", "well", "wild"])
def test_scores_are_bounded_and_have_evidence(
    declare: Callable, judge_run: Callable, kind: str, run: str
) -> None:
    judge = judge_run(declare(kind, **EXAMPLES[kind]), states(run))
    outcome = judge.outcome(1_000_000_000)
    assert 0.0 <= outcome.score <= 1.0
    assert all(np.isfinite(value) for value in judge.metrics().values())
    needs_an_arrival = kind == "finish_time"
    if outcome.score < 1 and not needs_an_arrival:
        assert outcome.evidence, "points were lost and nothing says why"
    if not outcome.passed and not needs_an_arrival:
        assert all(each.expected.en and each.actual.en for each in outcome.evidence)


@pytest.mark.parametrize("kind", sorted(EXAMPLES))
def test_doing_nothing_passes_no_objective(
    declare: Callable, judge_run: Callable, kind: str
) -> None:
    check = declare(kind, **EXAMPLES[kind])
    outcome = judge_run(check, states("still")).outcome(1_000_000_000)
    if not check.constraint:
        assert (outcome.passed, outcome.score) == (False, 0.0)


@pytest.mark.parametrize("kind", sorted(EXAMPLES))
def test_the_rubric_speaks_every_language(declare: Callable, kind: str) -> None:
    check = declare(kind, **EXAMPLES[kind])
    rules = [check.rule().to(language) for language in LANGUAGES]
    assert len(set(rules)) == len(LANGUAGES)
    assert type(check).__doc__


@pytest.mark.parametrize("kind", sorted(EXAMPLES))
def test_declarations_survive_a_round_trip(declare: Callable, kind: str) -> None:
    check = declare(kind, **EXAMPLES[kind])
    assert CHECKS.parse(check.model_dump(mode="python")) == check
