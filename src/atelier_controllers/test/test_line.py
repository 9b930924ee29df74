"""The line in synthetic pictures of the floor, and what the pilot makes of it."""

from __future__ import annotations

import math

import numpy as np
import pytest

from atelier_controllers.line_camera import MOUNT, LineCamera, View
from atelier_controllers.line_pilot import LinePilot

WIDTH, HEIGHT = 320, 240
GREY, YELLOW, WHITE, BLUE = (62, 65, 68), (240, 196, 30), (232, 234, 230), (28, 84, 158)
NOTHING = np.empty((0, 2))


def floor() -> tuple[np.ndarray, np.ndarray]:
    """x and y on the floor, in the robot's frame, of each pixel below the horizon."""
    focal = WIDTH / 2 / math.tan(MOUNT.horizontal_fov_rad / 2)
    column, row = np.meshgrid(np.arange(WIDTH), np.arange(HEIGHT))
    right, down = (column - (WIDTH - 1) / 2) / focal, (row - (HEIGHT - 1) / 2) / focal
    cos, sin = math.cos(MOUNT.pitch_rad), math.sin(MOUNT.pitch_rad)
    reach = MOUNT.height_m / (sin + down * cos)
    return MOUNT.ahead_m + reach * (cos - down * sin), -reach * right


def picture(curvature=0.0, colour=YELLOW, ground=GREY, light=1.0, shift=0.0) -> np.ndarray:
    x, y = floor()
    image = np.empty((HEIGHT, WIDTH, 3))
    image[:] = ground
    image[np.abs(y - curvature * x * x / 2 - shift) < 0.03] = colour
    noise = np.random.default_rng(1).normal(scale=5.0, size=image.shape)
    return np.clip(image * light + noise, 0, 255).astype(np.uint8)


@pytest.mark.parametrize("colour", [YELLOW, WHITE])
@pytest.mark.parametrize("light", [0.5, 1.0, 1.2])
@pytest.mark.parametrize("curvature", [-0.8, 0.0, 0.5])
def test_points_lie_on_the_line(colour, light, curvature) -> None:
    view = LineCamera(WIDTH, HEIGHT).look(picture(curvature, colour, light=light))
    assert len(view.points) >= 10
    assert not view.blue
    x, y = view.points.T
    assert 0.5 < x.min() < x.max() < 1.0
    assert np.abs(y - curvature * x * x / 2).max() < 0.01


def test_a_crossing_line_leaves_the_own_one() -> None:
    image = picture()
    x, _ = floor()
    image[np.abs(x - 0.7) < 0.03] = YELLOW
    view = LineCamera(WIDTH, HEIGHT).look(image)
    assert 5 <= len(view.points) < 12
    assert np.abs(view.points[:, 1]).max() < 0.02


def test_of_two_lines_the_expected_one_counts() -> None:
    image = np.maximum(picture(shift=0.2), picture(shift=-0.1))
    camera = LineCamera(WIDTH, HEIGHT)
    assert camera.look(image).points[:, 1] == pytest.approx(-0.1, abs=0.02)
    assert camera.look(image, np.array([0.2])).points[:, 1] == pytest.approx(0.2, abs=0.02)


def test_bare_floor_has_no_line_and_the_bay_is_blue() -> None:
    camera = LineCamera(WIDTH, HEIGHT)
    assert len(camera.look(picture(shift=9.0)).points) == 0
    bay = camera.look(picture(shift=9.0, ground=BLUE))
    assert bay.blue
    assert len(bay.points) == 0
    assert len(camera.look(picture(ground=BLUE)).points) > 0


def drive(pilot: LinePilot, view: View, steps: int, start_m: float = 0.0) -> tuple[float, float]:
    """Distance after `steps` views, and the last turn rate."""
    travelled = start_m
    for _ in range(steps):
        speed, turn = pilot.steer(view, travelled)
        travelled += speed * 0.1
    return travelled, turn


def test_an_arc_is_driven_with_its_curvature() -> None:
    pilot = LinePilot(0.1)
    angle = np.linspace(0.5, 0.8, 8)
    view = View(np.stack([np.sin(angle), 1 - np.cos(angle)], axis=1), False)
    for _ in range(30):
        speed, turn = pilot.steer(view, 0.0)
    assert turn / speed == pytest.approx(1.0)
    assert speed == pytest.approx(math.sqrt(LinePilot.LATERAL))


def test_a_gap_is_crossed_straight_on_but_not_for_ever() -> None:
    pilot = LinePilot(0.1)
    x = np.linspace(0.6, 0.9, 8)
    line_end, _ = drive(pilot, View(np.stack([x, 0.01 * x], axis=1), False), 30)
    gap_end, turn = drive(pilot, View(NOTHING, False), 12, line_end)
    assert gap_end - line_end > 0.6
    assert turn == pytest.approx(0.0, abs=1e-3)
    stopped, _ = drive(pilot, View(NOTHING, False), 100, gap_end)
    assert 1.5 < stopped - line_end < 2.2
    assert not pilot.parked


def test_where_the_line_ends_on_blue_the_vehicle_parks() -> None:
    pilot = LinePilot(0.1)
    x = np.linspace(0.6, 0.9, 8)
    view = View(np.stack([x, 0 * x], axis=1), True)
    bay, _ = drive(pilot, view, 30)
    assert not pilot.parked
    end, _ = drive(pilot, View(NOTHING, True), 30, bay)
    assert pilot.parked
    assert end - bay < 0.3
