"""Steering along a guide line: pure pursuit of what the camera sees, straight on over gaps."""

from __future__ import annotations

import math

import numpy as np

from atelier_controllers.line_camera import View


class LinePilot:
    """Turns views into speeds. Knows nothing of ROS; distances come from the odometry."""

    CRUISE_MPS = 0.65
    BAY_MPS = 0.35
    LATERAL = 0.25  # m/s^2 in curves
    ACCELERATION = 0.5  # m/s^2
    BLIND_M = 1.5  # drive no farther without a line
    NEAR_M = 0.15  # a point so far from where the line was is another line

    def __init__(self, period_s: float) -> None:
        self._period_s = period_s
        self._speed_mps = 0.0
        self._curvature = 0.0
        self._seen_at_m = 0.0
        self.parked = False

    @property
    def expected(self) -> np.ndarray:
        """Where the line should be next: y = c x^2 / 2, as polynomial coefficients."""
        return np.array([self._curvature / 2, 0.0, 0.0])

    def steer(self, view: View, travelled_m: float) -> tuple[float, float]:
        """Linear and angular speed; `travelled_m` is the odometry's distance so far."""
        points = self._plausible(view.points)
        blind_m = travelled_m - self._seen_at_m
        if len(points):
            self._seen_at_m = travelled_m
            x, y = points.T
            # The circle through the axle, tangent to the heading, that meets the point.
            self._curvature = float(np.median(2 * y / (x * x + y * y)))
        elif view.blue:
            self.parked = True
        else:
            self._curvature *= 0.5
        if self.parked or blind_m > self.BLIND_M:
            return self._ramp(0.0)
        bend = max(abs(self._curvature), 1e-6)
        cruise = self.BAY_MPS if view.blue else self.CRUISE_MPS
        return self._ramp(min(cruise, math.sqrt(self.LATERAL / bend)))

    def _plausible(self, points: np.ndarray) -> np.ndarray:
        if self._speed_mps == 0.0 or not len(points):
            return points
        off = np.abs(points[:, 1] - np.polyval(self.expected, points[:, 0]))
        return points[off < self.NEAR_M]

    def _ramp(self, speed: float) -> tuple[float, float]:
        change = self.ACCELERATION * self._period_s
        self._speed_mps += max(-change, min(change, speed - self._speed_mps))
        return self._speed_mps, self._speed_mps * self._curvature
