"""Where the robot is: wheel odometry, corrected by the walls and racks that the lidar sees."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from atelier_controllers import hall


class Pose(NamedTuple):
    """Planar pose: metres and radians."""

    x: float
    y: float
    yaw: float

    def compose(self, other: Pose) -> Pose:
        """`other`, given in this pose's frame, in the frame that this pose is given in."""
        cos, sin = math.cos(self.yaw), math.sin(self.yaw)
        x = self.x + cos * other.x - sin * other.y
        y = self.y + sin * other.x + cos * other.y
        return Pose(x, y, self.yaw + other.yaw)

    def inverse(self) -> Pose:
        cos, sin = math.cos(self.yaw), math.sin(self.yaw)
        return Pose(-cos * self.x - sin * self.y, sin * self.x - cos * self.y, -self.yaw)


class Localiser:
    """Keeps the odometry frame's pose in the map, as ROS does with its map -> odom transform.

    Each scan gives one Gauss-Newton step: every return close to a known straight face pulls the
    pose so that it falls onto that face. The gate leaves out what the map does not show.
    """

    GATE_M = 0.15
    FIRST_GATE_M = 0.4  # while the pose is not known any better
    FIRST_SCANS = 5
    CONFIDENCE = np.diag([20.0, 20.0, 100.0])  # in the odometry, against single lidar returns

    def __init__(self, start: Pose) -> None:
        self.odom_in_map = start  # the odometry frame begins where the robot stands
        self._scans = 0
        self._along_y, self._along_x = hall.faces()

    def pose(self, odometry: Pose) -> Pose:
        """The robot's pose in the map."""
        return self.odom_in_map.compose(odometry)

    def correct(self, odometry: Pose, points: np.ndarray) -> None:
        """Use the returns `points` (n, 2), in the robot's frame, seen from pose `odometry`."""
        pose = self.pose(odometry)
        arm = to_map(points, Pose(0.0, 0.0, pose.yaw))  # from the robot to the return
        x, y = arm[:, 0] + pose.x, arm[:, 1] + pose.y
        error_x, error_y = _offsets(x, y, self._along_y), _offsets(y, x, self._along_x)
        self._scans += 1
        gate = self.FIRST_GATE_M if self._scans <= self.FIRST_SCANS else self.GATE_M
        use_x = (np.abs(error_x) < gate) & (np.abs(error_x) < np.abs(error_y))
        use_y = (np.abs(error_y) < gate) & ~use_x
        # A return moves by (dx - turn * arm_y, dy + turn * arm_x) when the pose changes.
        lever = np.concatenate([-arm[use_x, 1], arm[use_y, 0]])
        count_x, count_y = int(use_x.sum()), int(use_y.sum())
        along_x = np.zeros(count_x + count_y)
        along_x[:count_x] = 1.0
        jacobian = np.stack([along_x, 1.0 - along_x, lever], axis=1)
        errors = np.concatenate([error_x[use_x], error_y[use_y]])
        step = np.linalg.solve(jacobian.T @ jacobian + self.CONFIDENCE, -jacobian.T @ errors)
        corrected = Pose(pose.x + step[0], pose.y + step[1], pose.yaw + step[2])
        self.odom_in_map = corrected.compose(odometry.inverse())


def to_map(points: np.ndarray, pose: Pose) -> np.ndarray:
    """Points (n, 2) from the frame of `pose` into the frame that it is given in."""
    cos, sin = math.cos(pose.yaw), math.sin(pose.yaw)
    return points @ np.array([[cos, sin], [-sin, cos]]) + (pose.x, pose.y)


def _offsets(across: np.ndarray, along: np.ndarray, faces: np.ndarray) -> np.ndarray:
    """Signed distance of each point from the nearest face beside it; infinite without one."""
    distance = across[:, None] - faces[:, 0]
    beside = (along[:, None] > faces[:, 1]) & (along[:, None] < faces[:, 2])
    distance[~beside] = np.inf
    nearest = np.argmin(np.abs(distance), axis=1)
    return distance[np.arange(len(across)), nearest]
