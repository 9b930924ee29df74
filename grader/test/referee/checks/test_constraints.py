from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from atelier_grader.engine.protocol import Contact

CLEAR: dict[str, Any] = {"poses": {"robot": (0.0, 0.0, 0.0, 0.0)}}


def touching(other: str, force: float = 10.0) -> dict[str, Any]:
    names = sorted([other, "robot::base_link::hull"])
    contact = Contact(names[0], names[1], np.array([1.0, 2.0, 0.3]), force)
    return {**CLEAR, "touching": (contact,)}


RACK = touching("rack_1::post::collision")


def test_collisions_count_as_episodes(declare: Callable, judge_run: Callable) -> None:
    check = declare("no_collision", episodes={"full": 0, "zero": 4})
    states = [RACK] * 5 + [CLEAR] * 24 + [RACK] + [CLEAR] * 25 + [RACK]
    judge = judge_run(check, states)
    assert judge.metrics()["collisions"] == 2  # the first gap is exactly 0.5 s
    outcome = judge.outcome(0)
    assert (outcome.passed, outcome.score) == (False, 0.5)
    first = outcome.evidence[0]
    assert (first.time_s, first.position) == (0.0, (1.0, 2.0, 0.3))
    assert first.actual.en == "base_link hit rack_1 with 10 N"
    assert first.actual.fr == "base_link a heurté rack_1 avec 10 N"


@pytest.mark.parametrize("ignored", ["ground*", "ground_plane", "ground_plane::*"])
def test_what_is_ignored(declare: Callable, judge_run: Callable, ignored: str) -> None:
    check = declare("no_collision", ignore=[ignored])
    outcome = judge_run(check, [touching("ground_plane::link::plane")]).outcome(0)
    assert (outcome.passed, outcome.evidence) == (True, ())


def test_contacts_of_others_do_not_count(declare: Callable, judge_run: Callable) -> None:
    pair = Contact("crate::l::c", "robot_2::l::c", np.zeros(3), 5.0)
    own = Contact("robot::arm::c", "robot::base_link::c", np.zeros(3), 5.0)
    judge = judge_run(declare("no_collision"), [{**CLEAR, "touching": (pair, own)}])
    assert judge.outcome(0).passed


def test_force_may_cost_more_than_the_count(declare: Callable, judge_run: Callable) -> None:
    check = declare(
        "no_collision",
        episodes={"full": 0, "zero": 10},
        max_force_n={"full": 5, "zero": 25},
    )
    assert judge_run(check, [touching("wall::l::c", 20)]).outcome(0).score == pytest.approx(0.25)


def test_tilt(declare: Callable, judge_run: Callable) -> None:
    check = declare("keep_upright", tilt_rad={"full": 0.1, "zero": 0.5})
    judge = judge_run(check, [CLEAR, {**CLEAR, "tilt_rad": 0.3}, CLEAR])
    outcome = judge.outcome(0)
    assert outcome.score == pytest.approx(0.5)
    assert (outcome.evidence[0].time_s, outcome.evidence[0].actual.en) == (0.02, "tilted 0.3 rad")
    assert judge_run(check, [CLEAR]).outcome(0).passed


def test_area(declare: Callable, judge_run: Callable) -> None:
    region = {"shape": "box", "length_m": 2, "width_m": 2}
    check = declare("stay_in_area", region=region, outside_m={"full": 0, "zero": 1})
    outside = {"poses": {"robot": (1.25, 0.0, 0.0, 0.0)}}
    outcome = judge_run(check, [CLEAR, outside, CLEAR]).outcome(0)
    assert outcome.score == pytest.approx(0.75)
    assert outcome.evidence[0].position == (1.25, 0.0, 0.0)


def test_speed_everywhere_and_in_regions(declare: Callable, judge_run: Callable) -> None:
    limit = {"full": 0.5, "zero": 1.5}
    fast = {"poses": {"robot": (5.0, 0.0, 0.0, 0.0)}, "speeds": {"robot": 1.0}}
    everywhere = declare("speed_limit", speed_mps=limit)
    assert judge_run(everywhere, [CLEAR, fast]).outcome(0).score == pytest.approx(0.5)
    slow_zone = declare(
        "speed_limit", speed_mps=limit, regions=[{"shape": "circle", "radius_m": 1}]
    )
    assert judge_run(slow_zone, [CLEAR, fast]).outcome(0).passed


def test_load_that_falls(declare: Callable, judge_run: Callable) -> None:
    box = {"z_m": 0.3, "length_m": 0.4, "width_m": 0.4, "height_m": 0.2}
    check = declare("carry", load="crate", box=box)

    def loaded(x: float, yaw: float, crate: tuple[float, float, float]) -> dict[str, Any]:
        return {"poses": {"robot": (x, 0, 0, yaw), "crate": (*crate, 0.0)}}

    aboard = [loaded(0, 0, (0.15, 0, 0.3)), loaded(3, 1.5708, (3, 0.15, 0.35))]
    assert judge_run(check, aboard).outcome(0).score == 1.0
    judge = judge_run(check, [*aboard, loaded(3, 0, (2.5, 0, 0.05)), aboard[0]])
    outcome = judge.outcome(0)
    assert (judge.decided, outcome.score) == (True, 0.0)
    assert outcome.evidence[0].time_s == 0.04
    assert outcome.evidence[0].actual.en == (
        "crate left its place: (-0.5, 0, 0.05) m in the robot's frame"
    )


def test_finish_time(declare: Callable, judge_run: Callable) -> None:
    check = declare("finish_time", of="home", time_s={"full": 10, "zero": 30})
    assert judge_run(check, [CLEAR]).outcome(0).score == 0.0
    judge = judge_run(check, [CLEAR], passed_ns={"home": 20_000_000_000})
    assert judge.outcome(0).score == pytest.approx(0.5)
    assert judge.outcome(0).evidence[0].actual.en == "after 20 s"


def test_detours(declare: Callable, judge_run: Callable) -> None:
    check = declare("path_length", length_m=2, ratio={"full": 1, "zero": 2}, requires=["home"])
    states = [{"poses": {"robot": (x, 0.0, 0.0, 0.0)}} for x in (0, 1, 2, 1)]
    outcome = judge_run(check, states).outcome(0)
    assert outcome.score == pytest.approx(0.5)
    assert outcome.evidence[0].actual.en == "3 m driven, 1.5 times as much"
    stopped = judge_run(check, states, passed_ns={"home": 0})
    assert stopped.outcome(0).passed  # what comes after does not count
