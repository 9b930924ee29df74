"""Visuals as coloured triangles, and as pictures."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import trimesh
from PIL import Image

from ..engine.mujoco.assets import read_picture, textured_quads
from ..engine.mujoco.flat import FlatLink
from ..engine.mujoco.meshes import MeshFiles
from ..engine.mujoco.triangles import transform, triangulate
from ..sdf.pose import Vector
from ..sdf.visual import Visual

GREY = (0.7, 0.7, 0.7, 1.0)
PICTURE_PIXELS = 2048
"""The longer side of a picture in the browser."""


@dataclass(frozen=True)
class Shape:
    """Triangles (n, 3 corners, 3) of one colour in a link's frame, m; `opacity` in (0, 1]."""

    triangles: Vector
    colour: tuple[float, float, float]
    opacity: float


def link_shapes(link: FlatLink, files: MeshFiles) -> Iterator[Shape]:
    """The visuals of a link without a picture, those of one colour together."""
    parts: dict[tuple[float, ...], list[Vector]] = {}
    for visual in link.link.visuals:
        red, green, blue, alpha = visual.material.diffuse if visual.material else GREY
        opacity = alpha * (1.0 - visual.transparency)
        if opacity > 0.0 and not _has_picture(visual):
            triangles = triangulate(visual.geometry, files, visual.place)
            key = red, green, blue, opacity
            parts.setdefault(key, []).append(transform(triangles, visual.pose))
    for (red, green, blue, opacity), found in parts.items():
        yield Shape(np.concatenate(found), (red, green, blue), opacity)


def link_pictures(link: FlatLink) -> Iterator[trimesh.Trimesh]:
    """The boxes and planes of a link that wear a picture, in its frame."""
    for visual in link.link.visuals:
        if _has_picture(visual):
            yield _picture(visual)


def _has_picture(visual: Visual) -> bool:
    known = textured_quads(visual.geometry) is not None
    return known and visual.look.albedo_map is not None and visual.transparency < 1.0


def _picture(visual: Visual) -> trimesh.Trimesh:
    quads, path = textured_quads(visual.geometry), visual.look.albedo_map
    assert quads is not None
    assert path is not None
    corners, uv, faces = quads
    image = Image.fromarray(read_picture(path, visual.place))
    image.thumbnail((PICTURE_PIXELS, PICTURE_PIXELS))
    packed = io.BytesIO()
    image.save(packed, "JPEG", quality=90)
    material = trimesh.visual.material.PBRMaterial(
        baseColorTexture=Image.open(packed), metallicFactor=0.0, roughnessFactor=1.0
    )
    upwards = np.column_stack([uv[:, 0], 1.0 - uv[:, 1]])
    return trimesh.Trimesh(
        transform(corners.reshape(-1, 1, 3), visual.pose).reshape(-1, 3),
        faces,
        visual=trimesh.visual.TextureVisuals(uv=upwards, material=material),
        process=False,
    )
