"""Volumes of closed shapes, and of the part that lies below a level."""

from __future__ import annotations

from math import pi

import numpy as np

from atelier_grader.engine.mujoco.meshes import MeshFiles
from atelier_grader.engine.mujoco.triangles import transform, triangulate
from atelier_grader.sdf.collision import Collision
from atelier_grader.sdf.geometry import Capsule, Cone, Cylinder, Ellipsoid, Geometry, Sphere
from atelier_grader.sdf.pose import Vector


def solid(collision: Collision, files: MeshFiles) -> Vector:
    """A collision as triangles (n, 3, 3) in its link's frame, with the volume of its shape."""
    triangles = triangulate(collision.geometry, files, collision.place)
    exact = _exact_m3(collision.geometry)
    if exact is not None:
        triangles = triangles * (exact / volume(triangles)[0]) ** (1 / 3)
    return transform(triangles, collision.pose)


def volume(triangles: Vector) -> tuple[float, Vector]:
    """Volume, m3, and its centre (3,); of a closed surface, counter-clockwise from outside."""
    parts = np.einsum("ni,ni->n", triangles[:, 0], np.cross(triangles[:, 1], triangles[:, 2])) / 6
    whole = float(parts.sum())
    if abs(whole) < 1e-12:
        return 0.0, np.zeros(3)
    center: Vector = (parts[:, None] * triangles.sum(axis=1)).sum(axis=0) / (4 * whole)
    return whole, center


def volume_below(triangles: Vector, level_m: float) -> tuple[float, Vector]:
    """Of the part with z below the level: the cut needs no lid, seen from a point in its plane."""
    base = np.array([0.0, 0.0, level_m])
    moved = triangles - base
    below = moved[..., 2] < 0
    count = below.sum(axis=1)
    whole = moved[count == 3]
    one = _cut(moved[count == 1], below[count == 1])
    two, rest = moved[count == 2], _cut(moved[count == 2], ~below[count == 2])
    parts = [volume(whole), volume(one), volume(two)]
    lost, lost_center = volume(rest)
    total = sum(part for part, _ in parts) - lost
    if abs(total) < 1e-12:
        return 0.0, np.zeros(3)
    moment = sum((part * center for part, center in parts), np.zeros(3)) - lost * lost_center
    return total, moment / total + base


def _cut(triangles: Vector, alone: Vector) -> Vector:
    """The corner that is alone on its side of z = 0, cut off there."""
    if not len(triangles):
        return triangles
    first = alone.argmax(axis=1)
    order = (first[:, None] + np.arange(3)) % 3
    turned = np.take_along_axis(triangles, order[..., None], axis=1)
    corner, others = turned[:, :1], turned[:, 1:]
    share = corner[..., 2] / (corner[..., 2] - others[..., 2])
    return np.concatenate([corner, corner + share[..., None] * (others - corner)], axis=1)


def _exact_m3(geometry: Geometry) -> float | None:
    """The volume of a round shape; None where the triangles are exact."""
    if isinstance(geometry, Sphere):
        return 4 / 3 * pi * geometry.radius_m**3
    if isinstance(geometry, Ellipsoid):
        return float(4 / 3 * pi * np.prod(geometry.radii))
    if isinstance(geometry, Cylinder):
        return pi * geometry.radius_m**2 * geometry.length_m
    if isinstance(geometry, Cone):
        return pi / 3 * geometry.radius_m**2 * geometry.length_m
    if isinstance(geometry, Capsule):
        r = geometry.radius_m
        return pi * r**2 * (geometry.length_m + 4 / 3 * r)
    return None
