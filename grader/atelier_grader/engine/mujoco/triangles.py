"""Visuals as triangles, for sensors that see shapes."""

from __future__ import annotations

from math import cos, pi

import numpy as np

from atelier_grader.engine.mujoco.flat import FlatLink
from atelier_grader.engine.mujoco.height_field import surface
from atelier_grader.engine.mujoco.meshes import MeshFiles
from atelier_grader.engine.mujoco.polygon import prism
from atelier_grader.sdf.error import Place
from atelier_grader.sdf.geometry import (
    Box,
    Capsule,
    Cone,
    Cylinder,
    Ellipsoid,
    Geometry,
    Heightmap,
    Mesh,
    Plane,
    Polyline,
    Sphere,
)
from atelier_grader.sdf.pose import Transform, Vector, from_z_to

ROUND = 96
"""Sides of a circle: 0.13 mm off at a radius of half a metre."""

_STRADDLE = 2 / (1 + cos(pi / ROUND))
"""A polygon this much larger lies as much outside of its circle as inside."""


def link_triangles(link: FlatLink, files: MeshFiles, mask: int) -> Vector:
    """What a sensor with a visibility mask sees of a link, in its frame.

    (n, 3 corners, 3), counter-clockwise from outside.
    """
    parts = [
        transform(triangulate(visual.geometry, files, visual.place), visual.pose)
        for visual in link.link.visuals
        if visual.transparency < 1.0 and visual.visibility_flags & mask
    ]
    return np.concatenate(parts) if parts else np.zeros((0, 3, 3))


def transform(triangles: Vector, pose: Transform) -> Vector:
    moved: Vector = triangles @ pose.matrix.T + pose.position
    return moved


def triangulate(geometry: Geometry, files: MeshFiles, place: Place) -> Vector:
    """A shape in its own frame: (n, 3 corners, 3), m."""
    if isinstance(geometry, Box):
        return _box() * geometry.size / 2
    if isinstance(geometry, Plane):
        flat = np.array([*geometry.size / 2, 0.0]) * _square()
        return transform(flat, Transform(np.zeros(3), from_z_to(geometry.normal)))
    if isinstance(geometry, Cylinder):
        r, half = geometry.radius_m, geometry.length_m / 2
        return _revolve([(0.0, -half), (r, -half), (r, half), (0.0, half)])
    if isinstance(geometry, Polyline):
        return np.concatenate([prism(each, geometry.height_m) for each in geometry.polygons])
    if isinstance(geometry, Heightmap):
        return surface(geometry, place)
    if isinstance(geometry, Cone):
        r, half = geometry.radius_m, geometry.length_m / 2
        return _revolve([(0.0, -half), (r, -half), (0.0, half)])
    if isinstance(geometry, Mesh):
        vertices, faces = files.triangles(geometry, place)
        return vertices[faces]
    angles = np.linspace(-pi / 2, pi / 2, ROUND // 2 + 1)
    if isinstance(geometry, Capsule):
        r, half = geometry.radius_m, geometry.length_m / 2
        across, along = _STRADDLE * r * np.cos(angles), _STRADDLE * r * np.sin(angles)
        along += np.where(angles < 0, -half, half)
        return _revolve(list(zip(across.tolist(), along.tolist(), strict=True)))
    across, along = _STRADDLE * np.cos(angles), _STRADDLE * np.sin(angles)
    unit = _revolve(list(zip(across.tolist(), along.tolist(), strict=True)))
    if isinstance(geometry, Sphere):
        return unit * geometry.radius_m
    assert isinstance(geometry, Ellipsoid)
    return unit * geometry.radii


def _square() -> Vector:
    corners = np.array([[-1.0, -1, 1], [1, -1, 1], [1, 1, 1], [-1, 1, 1]])
    return corners[[[0, 1, 2], [0, 2, 3]]]


def _box() -> Vector:
    """The box of half side 1: the square on top, turned to the six sides."""
    top = _square()
    sides = [top[..., order] for order in ((0, 1, 2), (2, 0, 1), (1, 2, 0))]
    return np.concatenate([*sides, *(-side[:, ::-1] for side in sides)])


def _revolve(profile: list[tuple[float, float]]) -> Vector:
    """Turn a profile of (radius, height), from below to above, about z."""
    turns = np.linspace(0, 2 * pi, ROUND, endpoint=False)
    radius, height = np.array(profile).T * [[_STRADDLE], [1.0]]
    ring = np.empty((len(profile), ROUND, 3))
    ring[..., 0] = radius[:, None] * np.cos(turns)
    ring[..., 1] = radius[:, None] * np.sin(turns)
    ring[..., 2] = height[:, None]
    following = np.roll(ring, -1, axis=1)
    low, low_next, high, high_next = ring[:-1], following[:-1], ring[1:], following[1:]
    first = np.stack([low, low_next, high_next], axis=2)
    second = np.stack([low, high_next, high], axis=2)
    triangles = np.concatenate([first.reshape(-1, 3, 3), second.reshape(-1, 3, 3)])
    sides = np.cross(triangles[:, 1] - triangles[:, 0], triangles[:, 2] - triangles[:, 0])
    solid: Vector = triangles[np.linalg.norm(sides, axis=1) > 1e-15]
    return solid
