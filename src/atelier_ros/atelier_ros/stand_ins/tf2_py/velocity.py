"""A frame's velocity, by the difference of two poses."""

from __future__ import annotations

from math import atan2, sqrt

from .cache import NS
from .rigid import Vector, canonical, multiply, rotate
from .tree import Tree

Twist = tuple[Vector, Vector]


def velocity(
    tree: Tree,
    tracking: str,
    observation: str,
    reference: str,
    point: Vector,
    point_frame: str,
    time_ns: int,
    interval_ns: int,
) -> Twist:
    """Linear (m/s) and angular (rad/s) velocity of `tracking`, as seen from `observation`.

    Both are along the axes of `reference`, the linear one is that of the body's point which is
    at `point` (metres, in `point_frame`). It is the mean over `interval_ns` around `time_ns`, or
    up to the latest data. Raises the exceptions of this package.
    """
    latest_ns = tree.latest_common_time(observation, tracking)
    end_ns = min(time_ns + interval_ns // 2, latest_ns)
    start_ns = max(interval_ns + 10_000, end_ns) - interval_ns
    duration_s = (end_ns - start_ns) / NS
    start, _ = tree.lookup(observation, tracking, start_ns)
    end, _ = tree.lookup(observation, tracking, end_ns)
    x, y, z, w = start.rotation
    turn_x, turn_y, turn_z, turn_w = canonical(multiply(end.rotation, (-x, -y, -z, w)))
    sine = sqrt(turn_x**2 + turn_y**2 + turn_z**2)
    per_s = 2.0 * atan2(sine, turn_w) / sine / duration_s if sine else 0.0
    axes, _ = tree.lookup(reference, observation, time_ns)
    angular = rotate(axes.rotation, (turn_x * per_s, turn_y * per_s, turn_z * per_s))
    a, b, c = (
        (to - since) / duration_s
        for to, since in zip(end.translation, start.translation, strict=True)
    )
    moved = rotate(axes.rotation, (a, b, c))
    origin, _ = tree.lookup(reference, tracking, time_ns)
    frame, _ = tree.lookup(reference, point_frame, time_ns)
    there = (p + q for p, q in zip(rotate(frame.rotation, point), frame.translation, strict=True))
    lever_x, lever_y, lever_z = (p - q for p, q in zip(there, origin.translation, strict=True))
    linear = (
        moved[0] + angular[1] * lever_z - angular[2] * lever_y,
        moved[1] + angular[2] * lever_x - angular[0] * lever_z,
        moved[2] + angular[0] * lever_y - angular[1] * lever_x,
    )
    return linear, angular
