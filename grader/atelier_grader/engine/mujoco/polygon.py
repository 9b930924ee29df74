"""Polygons as triangles, by cutting off ears; and what they are when extruded."""

from __future__ import annotations

import numpy as np

from atelier_grader.sdf.pose import Vector


def ears(points: Vector) -> list[tuple[int, int, int]]:
    """Triangles, counter-clockwise, of a simple polygon (n, 2) in either order.

    A polygon that crosses itself gives what can be cut off it.
    """
    order = list(range(len(points)))
    if _area(points) < 0:
        order.reverse()
    found: list[tuple[int, int, int]] = []
    while len(order) > 2:
        for place in range(len(order)):
            ear = order[place - 1], order[place], order[(place + 1) % len(order)]
            if _is_ear(points, ear, order):
                break
        else:
            break
        if _turn(*points[list(ear)]) > 0:
            found.append(ear)
        del order[place]
    return found


def prism(points: Vector, height_m: float) -> Vector:
    """The triangles (n, 3 corners, 3) of a polygon raised from z = 0, seen from outside."""
    flat = points[np.array(ears(points), np.intp).reshape(-1, 3)]
    bottom = _at(flat[:, ::-1], 0.0)
    top = _at(flat, height_m)
    ring = points if _area(points) > 0 else points[::-1]
    following = np.roll(ring, -1, axis=0)
    low, low_next = _at(ring, 0.0), _at(following, 0.0)
    high, high_next = _at(ring, height_m), _at(following, height_m)
    first = np.stack([low, low_next, high_next], axis=1)
    second = np.stack([low, high_next, high], axis=1)
    return np.concatenate([bottom, top, first, second])


def wedges(points: Vector, height_m: float) -> list[Vector]:
    """Convex pieces (6, 3) of the same body."""
    corners = (points[list(ear)] for ear in ears(points))
    return [np.concatenate([_at(each, 0.0), _at(each, height_m)]) for each in corners]


def _at(points: Vector, height_m: float) -> Vector:
    level = np.full((*points.shape[:-1], 1), height_m)
    return np.concatenate([points, level], axis=-1)


def _area(points: Vector) -> float:
    x, y = points.T
    return float((x * np.roll(y, -1) - y * np.roll(x, -1)).sum() / 2)


def _turn(a: Vector, b: Vector, c: Vector) -> float:
    return float((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]))


def _is_ear(points: Vector, ear: tuple[int, int, int], order: list[int]) -> bool:
    a, b, c = points[list(ear)]
    turn = _turn(a, b, c)
    if turn < 0:
        return False
    if turn == 0:
        return True
    corners = [points[i] for i in ear]
    for index in order:
        p = points[index]
        if index in ear or any((p == corner).all() for corner in corners):
            continue
        if _turn(a, b, p) >= 0 and _turn(b, c, p) >= 0 and _turn(c, a, p) >= 0:
            return False
    return True
