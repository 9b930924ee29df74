"""The delivery round: localise, plan, follow, wait at the stations, replan where it is blocked."""

from __future__ import annotations

from collections import deque

import numpy as np

from atelier_controllers import hall
from atelier_controllers.costmap import NEAR, TIGHT, Costmap, cell
from atelier_controllers.localisation import Localiser, Pose, to_map
from atelier_controllers.path_follower import PathFollower
from atelier_controllers.planner import plan

FRONT_M, HALF_WIDTH_M = 0.26, 0.26
MAP_RANGE_M = 6.0
WAIT_S = 2.3


class Courier:
    """Decides on speeds from odometry and scans. Knows nothing of ROS; times are in seconds."""

    def __init__(self, period_s: float) -> None:
        self.localiser = Localiser(Pose(*hall.DOCK, 0.0))
        self.costmap = Costmap()
        self.follower = PathFollower(period_s)
        self.goals = deque([hall.STATION_A, hall.STATION_B, hall.DOCK])
        self._odometry: deque[tuple[float, Pose]] = deque(maxlen=20)
        self._angles = np.empty((0, 2))
        self._clear_m = 0.0
        self._scans = 0
        self._wait_until_s: float | None = None

    def on_odometry(self, time_s: float, pose: Pose) -> None:
        self._odometry.append((time_s, pose))

    def on_scan(self, time_s: float, ranges: np.ndarray, first_rad: float, step_rad: float) -> None:
        if not self._odometry:
            return
        if len(self._angles) != len(ranges):
            angles = first_rad + step_rad * np.arange(len(ranges))
            self._angles = np.stack([np.cos(angles), np.sin(angles)], axis=1)
        valid = np.isfinite(ranges)
        points = self._angles[valid] * ranges[valid, None]
        _, odometry = min(self._odometry, key=lambda entry: abs(entry[0] - time_s))
        self.localiser.correct(odometry, points)
        self._scans += 1
        in_front = points[(points[:, 0] > 0) & (np.abs(points[:, 1]) < HALF_WIDTH_M), 0]
        self._clear_m = float(in_front.min()) - FRONT_M if len(in_front) else np.inf
        if self._scans < 10:  # do not draw a map before the pose has settled
            return
        close = points[ranges[valid] < MAP_RANGE_M]
        if self.costmap.add(to_map(close, self.localiser.pose(odometry))) and self._blocked():
            self._replan()

    def command(self, now_s: float) -> tuple[float, float]:
        """Linear and angular speed for now."""
        if self._scans < 10 or not self.goals:
            return self.follower.stop()
        pose = self.localiser.pose(self._odometry[-1][1])
        if self._wait_until_s is not None:
            if now_s < self._wait_until_s:
                return self.follower.stop()
            self._wait_until_s = None
            self.goals.popleft()
            self.follower.follow(np.empty((0, 2)))
            return self.follower.stop()
        if not len(self.follower.path):
            self._replan()
        if not len(self.follower.path):
            return self.follower.stop()
        if self.follower.arrived(pose):
            self._wait_until_s = now_s + WAIT_S
            return self.follower.stop()
        narrow = bool(self.costmap.levels[cell(pose.x, pose.y)] >= NEAR)
        return self.follower.drive(pose, self._clear_m, narrow)

    def _blocked(self) -> bool:
        ahead = self.follower.ahead()
        return bool((self.costmap.levels[cell(*ahead.T)] >= TIGHT).any())

    def _replan(self) -> None:
        if self.goals and self._odometry:
            pose = self.localiser.pose(self._odometry[-1][1])
            self.follower.follow(plan(self.costmap, (pose.x, pose.y), self.goals[0]))
