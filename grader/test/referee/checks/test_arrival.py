from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

CIRCLE = {"shape": "circle", "x_m": 2.0, "radius_m": 0.5}


def at(x: float, speed: float = 0.0, yaw: float = 0.0, **others: Any) -> dict[str, Any]:
    poses = {"robot": (x, 0.0, 0.0, yaw), **others}
    return {"poses": poses, "speeds": dict.fromkeys(poses, speed)}


def test_passes_on_arrival(declare: Callable, judge_run: Callable) -> None:
    judge = judge_run(declare("reach", region=CIRCLE), [at(0), at(1), at(1.6)])
    outcome = judge.outcome(40_000_000)
    assert judge.decided
    assert (outcome.passed, outcome.score) == (True, 1.0)
    assert outcome.evidence[0].time_s == 0.04
    assert outcome.evidence[0].position == (1.6, 0.0, 0.0)


def test_says_how_near_it_came(declare: Callable, judge_run: Callable) -> None:
    outcome = judge_run(declare("reach", region=CIRCLE), [at(0), at(1), at(0.2)]).outcome(0)
    assert (outcome.passed, outcome.score) == (False, 0.0)
    assert outcome.evidence[0].actual.en == "still 0.5 m away at its nearest"
    assert outcome.evidence[0].time_s == 0.02


def test_dwell_counts_only_without_a_break(declare: Callable, judge_run: Callable) -> None:
    check = declare("reach", region=CIRCLE, dwell_s=0.1, max_speed_mps=0.05)
    stop, go = at(2), at(2, speed=0.2)
    broken = judge_run(check, [stop] * 5 + [go] + [stop] * 5)
    assert not broken.decided
    assert broken.outcome(0).evidence[0].actual.en.startswith("was there, but at most 0.08 s")
    whole = judge_run(check, [go] + [stop] * 6)
    assert whole.decided


def test_moving_through_is_not_standing(declare: Callable, judge_run: Callable) -> None:
    check = declare("reach", region=CIRCLE, max_speed_mps=0.05)
    outcome = judge_run(check, [at(0, 1), at(2, 1), at(4, 1)]).outcome(0)
    assert outcome.evidence[0].actual.en == "was there, but moving at 1 m/s"


@pytest.mark.parametrize(("yaw", "passed"), [(3.1, True), (-3.1, True), (2.0, False)])
def test_heading_wraps(declare: Callable, judge_run: Callable, yaw: float, passed: bool) -> None:
    check = declare("reach", region=CIRCLE, heading_rad=3.14159, heading_tolerance_rad=0.1)
    assert judge_run(check, [at(2, yaw=yaw)]).decided is passed


def test_time_lowers_the_score_and_not_the_pass(declare: Callable, judge_run: Callable) -> None:
    check = declare("reach", region=CIRCLE, time_s={"full": 0, "zero": 0.08})
    outcome = judge_run(check, [at(0), at(0), at(2)]).outcome(0)
    assert outcome.passed
    assert outcome.score == pytest.approx(0.5)


def test_another_entity(declare: Callable, judge_run: Callable) -> None:
    check = declare("reach", region=CIRCLE, entity="cart")
    assert judge_run(check, [at(0, cart=(2, 0, 0, 0))]).decided


def test_delivery_needs_height_and_robot(declare: Callable, judge_run: Callable) -> None:
    check = declare(
        "deliver",
        region=CIRCLE,
        load="crate",
        max_z_m=0.2,
        robot_region={"shape": "circle", "radius_m": 0.5},
    )
    high = judge_run(check, [at(0, crate=(2, 0, 0.4, 0))])
    assert high.outcome(0).evidence[0].actual.en == "was there, but 0.4 m high"
    away = judge_run(check, [at(1.5, crate=(2, 0, 0.1, 0))])
    assert away.outcome(0).evidence[0].actual.en == (
        "was there, but the robot was 1 m from its place"
    )
    assert judge_run(check, [at(0.2, crate=(2, 0, 0.1, 0))]).decided


def test_unknown_entities_are_named(declare: Callable, judge_run: Callable) -> None:
    with pytest.raises(KeyError, match="nearest valid name: 'crate'"):
        judge_run(declare("deliver", region=CIRCLE, load="crat"), [at(0, crate=(0, 0, 0, 0))])
    region = {"shape": "circle", "at": "statoin", "radius_m": 1}
    with pytest.raises(KeyError, match="nearest valid name: 'station'"):
        judge_run(declare("reach", region=region), [at(0, station=(0, 0, 0, 0))])


def test_rule_says_all_conditions(declare: Callable) -> None:
    check = declare(
        "reach", region=CIRCLE, dwell_s=2, max_speed_mps=0.05, heading_rad=0,
        heading_tolerance_rad=0.1, time_s={"full": 30, "zero": 60},
    )  # fmt: skip
    assert check.rule().en == (
        "robot in the circle of 0.5 m radius around (2, 0), at most 0.05 m/s, for 2 s, "
        "heading 0° ± 5.73°, full points up to 30 s, none from 60 s"
    )
