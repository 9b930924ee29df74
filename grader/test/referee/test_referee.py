from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest

from atelier_grader.engine.protocol import EngineError
from atelier_grader.mission.errors import MissionError
from atelier_grader.mission.schema import Mission
from atelier_grader.referee.referee import Referee

PERIOD_NS = 20_000_000


def test_a_whole_run(mission: Mission, drive_mission: Callable) -> None:
    report = drive_mission(mission)
    assert report.score == 90.0
    assert [check.status for check in report.checks] == ["passed", "passed", "failed"]
    assert report.metrics["collisions"] == 2
    assert report.metrics["path_length_m"] == pytest.approx(7.75, abs=0.1)
    assert report.trace[0] == (0.0, 0.0, 0.0)


def test_doing_nothing_earns_nothing_and_runs_to_the_limit(
    mission: Mission, drive_mission: Callable
) -> None:
    report = drive_mission(mission, speed_mps=0.0)
    assert report.score == 0.0
    home, clean = report.checks[1:]
    assert (home.status, clean.status) == ("not_judged", "not_judged")
    assert clean.cause is not None
    assert clean.cause.en == "counts only once “Reach station A” is achieved"
    assert report.trace[-1][0] == pytest.approx(mission.time_limit_s, abs=0.2)


def test_order_matters(mission: Mission, scripted_world: Any) -> None:
    """Being home before station A does not count as coming back."""
    referee = Referee(mission)
    world = scripted_world({"robot": (0, 0, 0, 0), "station_a": (4, 0, 0, 0)})
    for i in range(100):
        world.now_ns = i * PERIOD_NS
        assert not referee.observe(world)
    world.poses["robot"] = (4, 0, 0, 0)
    for i in range(100, 200):
        world.now_ns = i * PERIOD_NS
        assert not referee.observe(world)
    report = referee.finish(world.now_ns)
    assert [check.status for check in report.checks] == ["passed", "failed", "passed"]


def test_the_region_moves_with_its_model(mission: Mission, scripted_world: Any) -> None:
    for x in (4.0, -3.0):
        referee = Referee(mission)
        world = scripted_world({"robot": (x, 0, 0, 0), "station_a": (x, 0, 0, 0)})
        for i in range(60):
            world.now_ns = i * PERIOD_NS
            referee.observe(world)
        assert referee.finish(world.now_ns).checks[0].status == "passed"


def test_without_a_run_nothing_is_judged(mission: Mission) -> None:
    report = Referee(mission).finish(0)
    assert report.score == 0.0
    assert {check.status for check in report.checks} == {"not_judged"}
    assert report.checks[0].cause is not None
    assert report.checks[0].cause.en == "the run did not start"


def test_a_world_without_the_model_is_the_missions_fault(
    mission: Mission, scripted_world: Any
) -> None:
    world = scripted_world({"robot": (0, 0, 0, 0), "station_b": (0, 0, 0, 0)})
    expected = "'demo_delivery': check 'station_a': no entity 'station_a'; nearest.*'station_b'"
    with pytest.raises(MissionError, match=expected):
        Referee(mission).observe(world)
    with pytest.raises(MissionError, match="'demo_delivery': robot: no entity 'robot'"):
        Referee(mission).observe(scripted_world({"robo": (0, 0, 0, 0)}))


def test_a_robot_that_is_nowhere_is_the_engines_fault(
    mission: Mission, scripted_world: Any
) -> None:
    world = scripted_world({"robot": (math.nan, 0, 0, 0), "station_a": (0, 0, 0, 0)})
    with pytest.raises(EngineError, match=r"'robot' is at .* at 0.000 s: unstable"):
        Referee(mission).observe(world)


def test_hidden_checks_give_no_evidence(mission: Mission, drive_mission: Callable) -> None:
    checks = tuple(check.model_copy(update={"visible": False}) for check in mission.checks)
    hidden = mission.model_copy(update={"checks": checks})
    report = drive_mission(hidden)
    assert report.score == 90.0
    assert all(check.evidence == () and check.hint is None for check in report.checks)


def test_hints_come_with_lost_points_only(mission: Mission, drive_mission: Callable) -> None:
    assert drive_mission(mission, speed_mps=0.5).checks[0].hint is None
    assert drive_mission(mission, speed_mps=0.0).checks[0].hint is not None


def test_equal_runs_have_equal_reports(mission: Mission, drive_mission: Callable) -> None:
    assert drive_mission(mission) == drive_mission(mission)
