"""Ways through the hall: they keep off what is known and seen, and the follower keeps to them."""

from __future__ import annotations

import math

import numpy as np

from atelier_controllers import hall
from atelier_controllers.costmap import FREE, LETHAL, TIGHT, Costmap, cell
from atelier_controllers.localisation import Pose
from atelier_controllers.path_follower import PathFollower
from atelier_controllers.planner import plan


def length(path: np.ndarray) -> float:
    return float(np.hypot(*np.diff(path, axis=0).T).sum())


def levels(costmap: Costmap, path: np.ndarray) -> np.ndarray:
    return costmap.levels[cell(*path.T)]


def closed(y_from: float, y_to: float) -> np.ndarray:
    y = np.arange(y_from, y_to, 0.05)
    return np.stack([np.zeros_like(y), y], axis=1)


def test_walls_and_racks_are_known_without_a_scan() -> None:
    costmap = Costmap()
    assert costmap.levels[cell(0.0, 2.5)] == LETHAL
    assert costmap.levels[cell(9.9, 0.0)] == LETHAL
    assert costmap.levels[cell(0.0, 4.7)] == FREE
    for place in (hall.DOCK, hall.STATION_A, hall.STATION_B):
        assert costmap.levels[cell(*place)] == FREE


def test_a_return_is_new_once() -> None:
    costmap = Costmap()
    assert costmap.add(np.array([[0.1, 0.25]]))
    assert not costmap.add(np.array([[0.1, 0.25]]))
    assert costmap.levels[cell(0.1, 0.3)] == LETHAL
    assert costmap.levels[cell(0.1, 0.68)] == TIGHT
    assert not costmap.add(np.array([[50.0, 0.0]])), "outside the hall"


def test_the_way_is_short_and_clear() -> None:
    costmap = Costmap()
    path = plan(costmap, hall.DOCK, hall.STATION_A)
    assert tuple(path[0]) == hall.DOCK
    assert tuple(path[-1]) == hall.STATION_A
    assert np.hypot(*np.diff(path, axis=0).T).max() < 0.5
    assert (levels(costmap, path) == FREE).all()
    straight = math.dist(hall.DOCK, hall.STATION_A)
    assert straight < length(path) < 1.25 * straight


def test_a_closed_aisle_is_avoided_and_a_closed_hall_is_admitted() -> None:
    costmap = Costmap()
    short = plan(costmap, hall.STATION_A, hall.STATION_B)
    costmap.add(closed(3.6, 5.9))
    detour = plan(costmap, hall.STATION_A, hall.STATION_B)
    assert length(detour) > length(short) + 2
    assert (levels(costmap, detour) < TIGHT).all()
    costmap.add(closed(-0.95, 1.45))
    costmap.add(closed(-7.0, -3.0))
    assert plan(costmap, hall.STATION_A, hall.STATION_B).shape == (0, 2)


def test_following_keeps_to_the_path_and_to_its_limits() -> None:
    period_s = 0.05
    follower = PathFollower(period_s)
    along = np.arange(0, 4, 0.2)
    corner = np.concatenate(
        [np.stack([along, 0 * along], 1), np.stack([4 + 0 * along, along], 1), [[4.0, 4.0]]]
    )
    follower.follow(corner)
    x = y = yaw = 0.0
    speed = turn = farthest = 0.0
    for _ in range(600):
        pose = Pose(x, y, yaw)
        if follower.arrived(pose):
            break
        before = speed, turn
        speed, turn = follower.drive(pose, np.inf, narrow=False)
        assert -0.9 * period_s - 1e-9 <= speed - before[0] <= 0.6 * period_s + 1e-9
        assert abs(turn) <= follower.TURN_RADPS
        x += speed * period_s * math.cos(yaw)
        y += speed * period_s * math.sin(yaw)
        yaw += turn * period_s
        first = math.hypot(max(x - 4, 0), y)
        second = math.hypot(x - 4, max(-y, 0))
        farthest = max(farthest, min(first, second))
    assert follower.arrived(Pose(x, y, yaw))
    assert abs(speed) < 0.4
    assert farthest < 0.2


def test_something_in_front_stops_the_robot() -> None:
    follower = PathFollower(0.05)
    follower.follow(np.stack([np.arange(0, 5, 0.2), np.zeros(25)], axis=1))
    x = 0.0
    for _ in range(400):
        speed, _ = follower.drive(Pose(x, 0.0, 0.0), clear_m=2.0 - x, narrow=False)
        x += speed * 0.05
    assert 1.8 < x < 2.0
