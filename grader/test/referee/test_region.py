from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atelier_grader.referee.moment import Placement
from atelier_grader.referee.region import Box, Circle, PlacedRegion

near = st.floats(-5, 5)


def yawed(x: float, y: float, yaw: float) -> Placement:
    return Placement((x, y, 0.0), (math.cos(yaw / 2), 0.0, 0.0, math.sin(yaw / 2)))


def test_circle_with_its_edge() -> None:
    circle = Circle(radius_m=0.5, x_m=1.0).place(None)
    assert circle.distance_m(1.5, 0.0) == 0.0
    assert circle.distance_m(2.0, 0.0) == 0.5


def test_turned_box() -> None:
    box = Box(length_m=2.0, width_m=1.0, yaw_rad=math.pi / 2).place(None)
    assert box.distance_m(0.0, 0.99) == 0.0
    assert box.distance_m(0.99, 0.0) == pytest.approx(0.49)
    assert box.distance_m(0.8, 1.4) == pytest.approx(0.5)  # from a corner: 0.3, 0.4


@given(near, near, near, near, near)
def test_a_region_moves_with_its_model(
    x: float, y: float, yaw: float, px: float, py: float
) -> None:
    """The distance of a point fixed to the model is the same wherever the model stands."""
    declared = Box(at="station", x_m=0.3, y_m=-0.2, length_m=1.0, width_m=0.4, yaw_rad=0.5)
    moved = declared.place(yawed(x, y, yaw))
    world_x = x + math.cos(yaw) * px - math.sin(yaw) * py
    world_y = y + math.sin(yaw) * px + math.cos(yaw) * py
    expected = declared.place(yawed(0, 0, 0)).distance_m(px, py)
    assert moved.distance_m(world_x, world_y) == pytest.approx(expected, abs=1e-9)


def test_rule_names_the_place() -> None:
    assert Circle(at="station_a", radius_m=0.5).rule().en == "circle of 0.5 m radius at station_a"
    assert Box(length_m=2, width_m=1, x_m=1.5).rule().fr == (
        "rectangle de 2 m sur 1 m autour de (1,5 ; 0)"
    )


def test_placed_region_is_a_value() -> None:
    assert Circle(radius_m=1).place(None) == PlacedRegion(0.0, 0.0, 1.0)
