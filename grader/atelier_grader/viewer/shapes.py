"""Visuals as coloured triangles."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ..engine.mujoco.flat import FlatLink
from ..engine.mujoco.meshes import MeshFiles
from ..engine.mujoco.triangles import transform, triangulate
from ..sdf.pose import Vector

GREY = (0.7, 0.7, 0.7, 1.0)


@dataclass(frozen=True)
class Shape:
    """Triangles (n, 3 corners, 3) of one colour in a link's frame, m; `opacity` in (0, 1]."""

    triangles: Vector
    colour: tuple[float, float, float]
    opacity: float


def link_shapes(link: FlatLink, files: MeshFiles) -> Iterator[Shape]:
    """The visuals of a link, those of one colour together."""
    parts: dict[tuple[float, ...], list[Vector]] = {}
    for visual in link.link.visuals:
        red, green, blue, alpha = visual.material.diffuse if visual.material else GREY
        opacity = alpha * (1.0 - visual.transparency)
        if opacity > 0.0:
            triangles = triangulate(visual.geometry, files, visual.place)
            key = red, green, blue, opacity
            parts.setdefault(key, []).append(transform(triangles, visual.pose))
    for (red, green, blue, opacity), found in parts.items():
        yield Shape(np.concatenate(found), (red, green, blue), opacity)
