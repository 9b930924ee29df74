"""From a path to speeds: pure pursuit, with gentle ramps for what lies on the deck."""

from __future__ import annotations

import math

import numpy as np

from atelier_controllers.localisation import Pose


class PathFollower:
    """Steers along points (n, 2) and stops at the last one."""

    CRUISE_MPS = 0.9
    NARROW_MPS = 0.6  # beside obstacles
    TURN_RADPS = 1.2
    ACCELERATION, BRAKING = 0.6, 0.9  # m/s^2
    TURN_ACCELERATION = 2.5  # rad/s^2
    LATERAL = 0.5  # m/s^2 in curves
    LOOKAHEAD_M = 0.4
    ARRIVED_M = 0.08

    def __init__(self, period_s: float) -> None:
        self._period_s = period_s
        self.speed_mps, self.turn_radps = 0.0, 0.0
        self.path = np.empty((0, 2))
        self._nearest = 0

    def follow(self, path: np.ndarray) -> None:
        self.path, self._nearest = path, 0

    def ahead(self) -> np.ndarray:
        """The part of the path that is still to drive."""
        return self.path[self._nearest :]

    def arrived(self, pose: Pose) -> bool:
        return len(self.path) > 0 and self._distance_to(self.path[-1], pose) < self.ARRIVED_M

    def drive(self, pose: Pose, clear_m: float, narrow: bool) -> tuple[float, float]:
        """Linear and angular speed; `clear_m` is free in front of the bumper."""
        window = self.path[self._nearest : self._nearest + 12]
        offsets = np.hypot(window[:, 0] - pose.x, window[:, 1] - pose.y)
        self._nearest += int(np.argmin(offsets))
        rest = self.ahead()
        distances = np.hypot(rest[:, 0] - pose.x, rest[:, 1] - pose.y)
        beyond = np.flatnonzero(distances > self.LOOKAHEAD_M)
        target = rest[beyond[0] if len(beyond) else -1]
        distance = max(self._distance_to(target, pose), 1e-3)
        bearing = math.atan2(target[1] - pose.y, target[0] - pose.x) - pose.yaw
        bearing = math.atan2(math.sin(bearing), math.cos(bearing))
        if abs(bearing) > 0.9:  # turn on the spot
            return self._ramp(0.0, math.copysign(self.TURN_RADPS, bearing))
        curvature = 2.0 * math.sin(bearing) / distance
        to_goal = self._distance_to(self.path[-1], pose)
        speed = min(
            self.NARROW_MPS if narrow else self.CRUISE_MPS,
            math.sqrt(self.LATERAL / max(abs(curvature), 1e-6)),
            math.sqrt(2 * 0.5 * self.BRAKING * to_goal),
            math.sqrt(2 * 0.7 * self.BRAKING * max(clear_m - 0.05, 0.0)),
        )
        return self._ramp(speed, speed * curvature)

    def stop(self) -> tuple[float, float]:
        return self._ramp(0.0, 0.0)

    def _distance_to(self, point: np.ndarray, pose: Pose) -> float:
        return math.hypot(point[0] - pose.x, point[1] - pose.y)

    def _ramp(self, speed: float, turn: float) -> tuple[float, float]:
        turn = max(-self.TURN_RADPS, min(self.TURN_RADPS, turn))
        faster, slower = self.ACCELERATION * self._period_s, self.BRAKING * self._period_s
        spin = self.TURN_ACCELERATION * self._period_s
        self.speed_mps += max(-slower, min(faster, speed - self.speed_mps))
        self.turn_radps += max(-spin, min(spin, turn - self.turn_radps))
        return self.speed_mps, self.turn_radps
