"""The pose comes back to the truth from what the lidar sees of walls and racks."""

from __future__ import annotations

import numpy as np
import pytest

from atelier_controllers import hall
from atelier_controllers.localisation import Localiser, Pose, to_map

ANGLES = np.linspace(-np.pi, np.pi, 360, endpoint=False)


def scan(pose: Pose, clutter: tuple[tuple[float, float, float, float], ...] = ()) -> np.ndarray:
    """Returns (n, 2) in the robot's frame: the nearest face of walls, racks and clutter."""
    boxes = [(-hall.X_MAX, -hall.Y_MAX, hall.X_MAX, hall.Y_MAX), *hall.RACKS, *clutter]
    cos, sin = np.cos(ANGLES + pose.yaw), np.sin(ANGLES + pose.yaw)
    ranges = np.full(len(ANGLES), np.inf)
    with np.errstate(divide="ignore", invalid="ignore"):
        for west, south, east, north in boxes:
            for x in (west, east):
                t = (x - pose.x) / cos
                y = pose.y + t * sin
                ranges = np.where((t > 0) & (y >= south) & (y <= north) & (t < ranges), t, ranges)
            for y_face in (south, north):
                t = (y_face - pose.y) / sin
                x_hit = pose.x + t * cos
                hit = (t > 0) & (x_hit >= west) & (x_hit <= east) & (t < ranges)
                ranges = np.where(hit, t, ranges)
    near = ranges < 12.0
    return np.stack([ranges * np.cos(ANGLES), ranges * np.sin(ANGLES)], axis=1)[near]


def test_compose_and_inverse() -> None:
    pose = Pose(1.0, 2.0, 0.7)
    assert pose.compose(pose.inverse()) == pytest.approx((0.0, 0.0, 0.0))
    assert Pose(1.0, 2.0, np.pi / 2).compose(Pose(3.0, 0.0, 0.1)) == pytest.approx(
        (1.0, 5.0, np.pi / 2 + 0.1)
    )
    assert to_map(np.array([[3.0, 0.0]]), Pose(1.0, 2.0, np.pi / 2))[0] == pytest.approx([1.0, 5.0])


@pytest.mark.parametrize(
    "true",
    [Pose(-7.95, -4.65, 0.05), Pose(0.0, 4.7, 3.0), Pose(7.5, 0.0, 1.5), Pose(-6.0, 4.0, -2)],
)
def test_a_wrong_start_is_corrected(true: Pose) -> None:
    rng = np.random.default_rng(1)
    localiser = Localiser(Pose(true.x + 0.06, true.y - 0.06, true.yaw - 0.05))
    pallet = (-5.0, -4.4, -3.8, -3.6)
    for _ in range(15):
        points = scan(true, (pallet,))
        localiser.correct(Pose(0, 0, 0), points + rng.normal(scale=0.01, size=points.shape))
    error = np.subtract(localiser.pose(Pose(0, 0, 0)), true)
    assert np.abs(error[:2]).max() < 0.02
    assert abs(error[2]) < 0.005


def test_drift_is_followed() -> None:
    localiser = Localiser(Pose(-8.0, 0.2, 0.0))
    for k in range(1, 120):
        distance = 0.1 * k
        true = Pose(-8.0 + distance, 0.2, 0.0)
        odometry = Pose(1.01 * distance, 0.004 * distance, 0.002 * k)
        localiser.correct(odometry, scan(true))
    error = np.subtract(localiser.pose(odometry), true)
    assert np.abs(error[:2]).max() < 0.05
    assert abs(error[2]) < 0.01


def test_what_the_map_does_not_show_does_not_pull() -> None:
    true = Pose(0.0, 0.25, 0.0)
    localiser = Localiser(true)
    pallets = ((-3.3, -0.85, -2.1, -0.05), (0.6, 0.5, 1.8, 1.3))
    for _ in range(50):
        localiser.correct(Pose(0, 0, 0), scan(true, pallets))
    assert localiser.pose(Pose(0, 0, 0)) == pytest.approx(true, abs=0.01)
