"""Where an actor is at a time: splines through its waypoints, as Gazebo draws them."""

from __future__ import annotations

from math import acos, cos, sin

import numpy as np

from atelier_grader.sdf.actor import Actor, Trajectory
from atelier_grader.sdf.pose import Transform, Vector, conjugate, multiply

_SMALL = 1e-3
_MOMENT_S = 1e-5


class ActorPath:
    """The poses of an actor's script: cubic splines in position, squad in orientation.

    The script waits for its delay at the first waypoint, once. Without a loop it ends at the last.
    """

    def __init__(self, actor: Actor) -> None:
        self._actor = actor
        self._splines = [_PoseSpline(each) for each in actor.trajectories]
        self._total_s = sum(each.duration_s for each in actor.trajectories)

    def pose(self, time_s: float) -> Transform:
        """In the world."""
        if not self._splines:
            return self._actor.origin
        time_s = max(time_s - self._actor.delay_s, 0.0)
        if time_s > self._total_s:
            repeats = self._actor.loop and self._total_s > 0
            time_s = time_s % self._total_s if repeats else self._total_s
        for spline in self._splines[:-1]:
            if time_s <= spline.duration_s:
                return self._actor.origin @ spline.pose(time_s)
            time_s -= spline.duration_s
        return self._actor.origin @ self._splines[-1].pose(time_s)

    def velocity(self, time_s: float) -> tuple[Vector, Vector]:
        """Linear, m/s, and angular, rad/s, in the world: the slower of before and after.

        Where a loop begins again, the jump back is no motion.
        """
        here = self.pose(time_s)
        before = _difference(self.pose(max(time_s - _MOMENT_S, 0.0)), here)
        after = _difference(here, self.pose(time_s + _MOMENT_S))
        if time_s < _MOMENT_S:
            return after
        return min(before, after, key=lambda twist: float(np.linalg.norm(twist[0])))


def _difference(first: Transform, second: Transform) -> tuple[Vector, Vector]:
    """The twist that leads from one pose to the other within `_MOMENT_S`."""
    turn = multiply(second.orientation, conjugate(first.orientation))
    if turn[0] < 0:
        turn = -turn
    linear: Vector = (second.position - first.position) / _MOMENT_S
    # A small turn's quaternion is half its rotation vector.
    angular: Vector = 2 * turn[1:] / _MOMENT_S
    return linear, angular


class _PoseSpline:
    """One trajectory. A path that ends where it began has the same tangent at both ends.

    Every turn goes the short way; Gazebo's goes astray where yaw passes from pi to -pi.
    """

    def __init__(self, trajectory: Trajectory) -> None:
        self.duration_s = trajectory.duration_s
        self._times = np.array([each.time_s for each in trajectory.waypoints])
        self._points = np.array([each.pose.position for each in trajectory.waypoints])
        self._turns = _aligned([each.pose.orientation for each in trajectory.waypoints])
        before, after = _neighbours(
            bool((self._points[0] == self._points[-1]).all()), len(self._turns)
        )
        self._tangents = (self._points[after] - self._points[before]) / 2 * (1 - trajectory.tension)
        closed = bool((self._turns[0] == self._turns[-1]).all())
        self._inner = [
            _inner_turn(self._turns[b], turn, self._turns[a])
            for turn, b, a in zip(self._turns, *_neighbours(closed, len(self._turns)), strict=True)
        ]

    def pose(self, time_s: float) -> Transform:
        last = len(self._times) - 1
        index = int(np.searchsorted(self._times, time_s, "right")) - 1
        if index >= last:
            return Transform(self._points[last], self._turns[last])
        span = self._times[index + 1] - self._times[index]
        share = float((time_s - self._times[index]) / span)
        return Transform(self._position(index, share), self._turn(index, share))

    def _position(self, i: int, s: float) -> Vector:
        """Cubic Hermite; its parameter runs from 0 to 1 between waypoints."""
        square, cube = s * s, s * s * s
        start = (2 * cube - 3 * square + 1) * self._points[i]
        end = (3 * square - 2 * cube) * self._points[i + 1]
        leaving = (cube - 2 * square + s) * self._tangents[i]
        arriving = (cube - square) * self._tangents[i + 1]
        position: Vector = start + end + leaving + arriving
        return position

    def _turn(self, i: int, s: float) -> Vector:
        outer = _slerp(s, self._turns[i], self._turns[i + 1], shortest=True)
        inner = _slerp(s, self._inner[i], self._inner[i + 1], shortest=False)
        return _slerp(2 * s * (1 - s), outer, inner, shortest=False)


def _aligned(turns: list[Vector]) -> list[Vector]:
    """The same orientations, each quaternion with the sign that is nearest to the one before."""
    found = turns[:1]
    for turn in turns[1:]:
        found.append(-turn if turn @ found[-1] < 0 else turn)
    return found


def _neighbours(closed: bool, count: int) -> tuple[list[int], list[int]]:
    """Which points lie before and after each; an open end is its own neighbour."""
    before = [max(i - 1, 0) for i in range(count)]
    after = [min(i + 1, count - 1) for i in range(count)]
    if closed and count > 2:
        before[0], after[-1] = count - 2, 1
    return before, after


def _inner_turn(before: Vector, turn: Vector, after: Vector) -> Vector:
    """Squad's control point (Shoemake 1987): q exp(-(log(q^-1 a) + log(q^-1 b)) / 4)."""
    back = conjugate(turn)
    bend = (_log(multiply(back, after)) + _log(multiply(back, before))) * -0.25
    return multiply(turn, _exp(bend))


def _log(q: Vector) -> Vector:
    """The vector part (3,) of a unit quaternion's logarithm."""
    w = min(max(float(q[0]), -1.0), 1.0)
    angle = acos(w)
    scale = angle / sin(angle) if abs(sin(angle)) >= _SMALL else 1.0
    part: Vector = q[1:] * scale
    return part


def _exp(vector: Vector) -> Vector:
    angle = float(np.linalg.norm(vector))
    scale = sin(angle) / angle if angle >= _SMALL else 1.0
    return np.array([cos(angle), *(vector * scale)])


def _slerp(share: float, start: Vector, end: Vector, *, shortest: bool) -> Vector:
    cosine = float(start @ end)
    if shortest and cosine < 0:
        cosine, end = -cosine, -end
    if abs(cosine) >= 1 - _SMALL:
        mixed = start + share * (end - start)
    else:
        angle = acos(cosine)
        mixed = (sin((1 - share) * angle) * start + sin(share * angle) * end) / sin(angle)
    unit: Vector = mixed / np.linalg.norm(mixed)
    return unit
