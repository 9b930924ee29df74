"""SDF shapes as MuJoCo geoms."""

from __future__ import annotations

from typing import Any

import mujoco
import numpy as np

from atelier_grader.engine.mujoco.assets import Assets
from atelier_grader.engine.mujoco.polygon import wedges
from atelier_grader.engine.mujoco.triangles import triangulate
from atelier_grader.sdf.error import Place, SdfError
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

_PLANE_GRID_M = 0.1, 1.0
_PLANE_CELLS = 48
"""Light is worked out at the corners of a plane's cells, and in between by a straight line."""


def add_geom(
    body: Any,
    geometry: Geometry,
    pose: Transform,
    meshes: Assets,
    place: Place,
    *,
    visual: bool,
) -> Any:
    """Add one geom to a spec body; `meshes` gives the name of a mesh asset."""
    if isinstance(geometry, Heightmap):
        pose = pose @ Transform(geometry.position, np.array([1.0, 0.0, 0.0, 0.0]))
    kind, size, turn = _shape(geometry, visual)
    if turn is not None:
        pose = pose @ Transform(np.zeros(3), turn)
    geom = body.add_geom(
        type=kind,
        size=size,
        pos=pose.position,
        quat=pose.orientation,
    )
    if isinstance(geometry, Mesh):
        geom.meshname = meshes.name(geometry, place)
    elif isinstance(geometry, Cone):
        geom.meshname = meshes.solid(triangulate(geometry, meshes.files, place))
    elif isinstance(geometry, Polyline):
        geom.meshname = meshes.extruded(geometry)
    elif isinstance(geometry, Heightmap):
        geom.hfieldname = meshes.field(geometry, place)
    if visual:
        geom.contype = geom.conaffinity = 0
        geom.density = 0.0
    return geom


def _shape(geometry: Geometry, visual: bool) -> tuple[Any, list[float], Vector | None]:
    types = mujoco.mjtGeom
    if isinstance(geometry, Box):
        return types.mjGEOM_BOX, (geometry.size / 2).tolist(), None
    if isinstance(geometry, Sphere):
        return types.mjGEOM_SPHERE, [geometry.radius_m, 0.0, 0.0], None
    if isinstance(geometry, Cylinder):
        return types.mjGEOM_CYLINDER, [geometry.radius_m, geometry.length_m / 2, 0.0], None
    if isinstance(geometry, Capsule):
        return types.mjGEOM_CAPSULE, [geometry.radius_m, geometry.length_m / 2, 0.0], None
    if isinstance(geometry, Ellipsoid):
        return types.mjGEOM_ELLIPSOID, geometry.radii.tolist(), None
    if isinstance(geometry, Plane):
        half = (geometry.size / 2).tolist() if visual else [0.0, 0.0]
        cell_m = float(np.clip(geometry.size.max() / _PLANE_CELLS, *_PLANE_GRID_M))
        return types.mjGEOM_PLANE, [*half, cell_m], from_z_to(geometry.normal)
    if isinstance(geometry, Heightmap):
        return types.mjGEOM_HFIELD, [0.0, 0.0, 0.0], None
    return types.mjGEOM_MESH, [0.0, 0.0, 0.0], None


def add_pieces(
    body: Any, geometry: Geometry, pose: Transform, assets: Assets, place: Place
) -> list[Any]:
    """Add a collision: one geom, or one for each convex piece of a body that is not convex."""
    pieces: list[Vector] = []
    if isinstance(geometry, Polyline):
        pieces = [p for each in geometry.polygons for p in wedges(each, geometry.height_m)]
    elif isinstance(geometry, Mesh):
        pieces = assets.files.pieces(geometry, place)
    if len(pieces) < 2:
        return [add_geom(body, geometry, pose, assets, place, visual=False)]
    return [
        body.add_geom(
            type=mujoco.mjtGeom.mjGEOM_MESH,
            meshname=assets.hull(piece),
            pos=pose.position,
            quat=pose.orientation,
        )
        for piece in pieces
    ]


def require_moving(geometry: Geometry, place: Place) -> None:
    """Raises `SdfError` on a shape that only a static model may have."""
    if isinstance(geometry, Heightmap):
        raise SdfError(place, "a <heightmap> collision may only belong to a static model")
    if isinstance(geometry, Plane):
        raise SdfError(place, "a <plane> collision may only belong to a static model")
