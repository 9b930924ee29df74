"""Scenarios: equal seeds give equal worlds, and every seed of our missions can be driven."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from xml.etree.ElementTree import tostring

import atelier_missions
import atelier_worlds
import cv2
import numpy as np
import numpy.typing as npt
import pytest

from atelier_grader import sdf
from atelier_grader.mission.errors import MissionError
from atelier_grader.mission.load import load_mission
from atelier_grader.mission.scenario import Scenario, sample_scenario, stream
from atelier_grader.mission.schema import Mission
from atelier_grader.sdf.geometry import Box, Cylinder

MISSIONS = ("warehouse_delivery", "line_following")
SEEDS = range(200)
RECORDED = [1047737875, 4258220056]


@cache
def mission(name: str) -> Mission:
    return load_mission(Path(atelier_missions.__path__[0]) / name)


@cache
def tree(name: str) -> sdf.Node:
    return sdf.read_tree(mission(name).world_path, atelier_worlds.MODEL_PATHS)


@cache
def scenario(name: str, seed: int) -> Scenario:
    return sample_scenario(mission(name), seed, tree(name))


@cache
def world(name: str, seed: int) -> sdf.World:
    return sdf.build_world(scenario(name, seed).tree, atelier_worlds.MODEL_PATHS)


@pytest.mark.parametrize("name", MISSIONS)
def test_equal_seeds_give_equal_worlds(name: str) -> None:
    untouched = tostring(tree(name))
    first, other = scenario(name, 4), scenario(name, 5)
    again = sample_scenario(mission(name), 4, tree(name))
    assert tostring(first.tree) == tostring(again.tree) != tostring(other.tree)
    assert first.describe() == again.describe() != other.describe()
    assert tostring(tree(name)) == untouched


@pytest.mark.parametrize("name", MISSIONS)
def test_every_variation_says_what_it_drew(name: str) -> None:
    described = scenario(name, 7).describe()
    assert list(described) == [each.id for each in mission(name).variations]
    assert json.loads(json.dumps(described)) == described


def test_streams_depend_on_mission_version_seed_and_purpose_alone() -> None:
    drawn = [
        stream(*key).random(4).tolist()
        for key in (
            ("m", 1, 2, "lidar"),
            ("n", 1, 2, "lidar"),
            ("m", 2, 2, "lidar"),
            ("m", 1, 3, "lidar"),
            ("m", 1, 2, "camera"),
            ("m", 12, 2, "lidar"),
            ("m1", 2, 2, "lidar"),
        )
    ]
    assert len({tuple(each) for each in drawn}) == len(drawn)
    assert stream("m", 1, 2, "lidar").random(4).tolist() == drawn[0]
    # Written down once: what a seed means must not change unnoticed.
    assert stream("m", 1, 2, "lidar").integers(2**32, size=2).tolist() == RECORDED


def test_a_scenario_hands_out_the_same_stream_for_the_same_purpose() -> None:
    one = scenario("line_following", 3)
    assert one.rng("noise").random() == one.rng("noise").random() != one.rng("other").random()


def test_a_negative_seed_is_refused() -> None:
    with pytest.raises(MissionError, match="expected a seed of 0 or more, got -1"):
        scenario("line_following", -1)


# What the robot can touch, seen from above, as a picture of FINE_M a pixel.

FINE_M = 0.04
SIZE_M = (20.4, 14.4)
MARGIN_M = 0.06

ROBOTS = {"warehouse_delivery": ("carrier", "parcel"), "line_following": ("agv",)}


def footprints(hall: sdf.World, *without: str) -> dict[str, npt.NDArray[np.float64]]:
    """Corners (n, 2) of each solid part below 1 m, by scoped name; floors have none."""
    found = {}
    for model in hall.models:
        if model.name in without:
            continue
        for link in model.links:
            for collision in link.collisions:
                place = model.pose @ link.pose @ collision.pose
                shape = collision.geometry
                if isinstance(shape, Box):
                    x, y, _ = shape.size / 2
                    corners = np.array([(x, y, 0), (-x, y, 0), (-x, -y, 0), (x, -y, 0)])
                elif isinstance(shape, Cylinder):
                    around = np.linspace(0, 2 * np.pi, 16, endpoint=False)
                    ring = np.stack([np.cos(around), np.sin(around), 0 * around], axis=1)
                    corners = ring * shape.radius_m
                else:
                    continue
                outline = place.position + corners @ place.matrix.T
                found[f"{model.name}::{link.name}::{collision.name}"] = outline[:, :2]
    return found


def pixels(points: npt.ArrayLike) -> npt.NDArray[np.int32]:
    return np.round((np.asarray(points) + np.array(SIZE_M) / 2) / FINE_M).astype(np.int32)


def overlaps(outlines: dict[str, npt.NDArray[np.float64]]) -> list[tuple[str, str]]:
    """Pairs of models whose outlines share more than a sliver."""
    found = []
    names = sorted(outlines)
    low = np.array([outlines[name].min(axis=0) for name in names])
    high = np.array([outlines[name].max(axis=0) for name in names])
    near = ((low[:, None] < high) & (low < high[:, None])).all(axis=-1)
    for i, j in zip(*np.nonzero(np.triu(near, 1)), strict=True):
        first, second = names[i], names[j]
        if first.split("::")[0] == second.split("::")[0]:
            continue
        area, _ = cv2.intersectConvexConvex(hull(outlines[first]), hull(outlines[second]))
        if area > 1e-4:
            found.append((first, second))
    return found


def hull(outline: npt.ArrayLike) -> npt.NDArray[np.float32]:
    return np.asarray(cv2.convexHull(np.asarray(outline, np.float32)))


def reachable(hall: sdf.World, robots: tuple[str, ...], radius_m: float) -> npt.NDArray[np.int32]:
    """Labels of the connected places for the centre of a round robot; 0 where it cannot be."""
    taken = np.ones([int(size / FINE_M) for size in SIZE_M[::-1]], np.uint8)
    for outline in footprints(hall, *robots).values():
        cv2.fillConvexPoly(taken, cv2.convexHull(pixels(outline)), 0)
    free = cv2.distanceTransform(taken, cv2.DIST_L2, cv2.DIST_MASK_PRECISE) * FINE_M > radius_m
    return np.asarray(cv2.connectedComponents(free.astype(np.uint8), connectivity=4)[1])


@pytest.mark.parametrize("name", MISSIONS)
def test_nothing_overlaps_in_any_scenario(name: str) -> None:
    clashes = {
        seed: found
        for seed in (SEEDS if name == "warehouse_delivery" else SEEDS[:20])
        if (found := overlaps(footprints(world(name, seed), "parcel")))
    }
    assert not clashes


def test_every_warehouse_has_a_way_for_a_round_robot() -> None:
    """Dock, station A, station B and dock again, 6 cm clear of everything on either side."""
    radius_m = float(np.hypot(0.26, 0.21)) + MARGIN_M
    for seed in SEEDS:
        hall = world("warehouse_delivery", seed)
        places = reachable(hall, ROBOTS["warehouse_delivery"], radius_m)
        columns, rows = pixels([(-8.0, -4.6), (7.9, 4.4), (-7.6, 4.7)]).T
        labels = places[rows, columns].tolist()
        assert labels[0] != 0, f"seed {seed}: the dock is blocked"
        assert len(set(labels)) == 1, f"seed {seed}: no way between dock, A and B: {labels}"


def test_the_scenarios_close_either_aisle_or_none() -> None:
    slots = [
        scenario("warehouse_delivery", seed).describe()["closed_aisle"]["barrier"]["slot"]
        for seed in SEEDS
    ]
    assert {slot // 2 for slot in slots} == {0, 1, 2}


def test_nothing_stands_near_the_guide_line() -> None:
    table = mission("line_following").folder / "guide_line.csv"
    line = np.loadtxt(table, delimiter=",", skiprows=1)
    places = reachable(world("line_following", 0), ROBOTS["line_following"], 0.45)
    columns, rows = pixels(line).T
    assert len(set(places[rows, columns].tolist())) == 1
    assert places[rows, columns].min() > 0
