"""Simulated time held back to the wall clock."""

from __future__ import annotations

import itertools

import pytest

from atelier_grader.paced.pace import CATCH_UP, MAX_LAG_S, SLACK_S, Pace


class Wall:
    """A clock that only sleeping and `work` move."""

    def __init__(self) -> None:
        self.now_s = 100.0

    def clock(self) -> float:
        return self.now_s

    def sleep(self, seconds: float) -> None:
        self.now_s += seconds

    work = sleep


@pytest.mark.parametrize("speed", [1.0, 4.0])
def test_time_comes_when_it_is_due(speed: float) -> None:
    wall = Wall()
    pace = Pace(speed, wall.clock, wall.sleep)
    for tick in range(101):
        pace.wait_until(tick * 10_000_000)
    assert wall.now_s == pytest.approx(100 + 1.0 / speed)


def test_a_small_lag_is_made_up() -> None:
    wall = Wall()
    pace = Pace(1.0, wall.clock, wall.sleep)
    pace.wait_until(0)
    wall.work(MAX_LAG_S * 0.9)
    for tick in range(1, 101):
        pace.wait_until(tick * 10_000_000)
    assert wall.now_s == pytest.approx(101.0)


def test_after_a_long_lag_time_goes_on_at_its_pace() -> None:
    wall = Wall()
    pace = Pace(1.0, wall.clock, wall.sleep)
    pace.wait_until(0)
    wall.work(5.0)
    pace.wait_until(10_000_000)
    assert wall.now_s == pytest.approx(105.0)
    pace.wait_until(1_010_000_000)
    assert wall.now_s == pytest.approx(106.0)


def test_time_begins_when_it_is_first_waited_for() -> None:
    wall = Wall()
    pace = Pace(1.0, wall.clock, wall.sleep)
    wall.work(5.0)
    pace.wait_until(10_000_000)
    assert wall.now_s == pytest.approx(105.01)
    pace.wait_until(1_010_000_000)
    assert wall.now_s == pytest.approx(106.01)


def test_a_lag_is_made_up_without_a_burst() -> None:
    wall = Wall()
    pace = Pace(1.0, wall.clock, wall.sleep)
    pace.wait_until(0)
    wall.work(0.1)
    moments = [wall.now_s]
    for tick in range(1, 41):
        pace.wait_until(tick * 10_000_000)
        moments.append(wall.now_s)
    gaps = [after - before for before, after in itertools.pairwise(moments)]
    at_once = 9
    assert at_once * 0.01 / CATCH_UP <= SLACK_S + 0.01
    assert gaps[:at_once] == pytest.approx([0.0] * at_once)
    assert gaps[at_once] == pytest.approx(0.01 / CATCH_UP)
    assert gaps[-18:] == pytest.approx([0.01] * 18)


def test_a_machine_that_sleeps_too_long_keeps_its_pace_all_the_same() -> None:
    wall = Wall()
    pace = Pace(1.0, wall.clock, lambda seconds: wall.sleep(seconds + SLACK_S * 0.9))
    pace.wait_until(0)
    for tick in range(1, 201):
        pace.wait_until(tick * 10_000_000)
    assert wall.now_s == pytest.approx(102.0, abs=SLACK_S)
