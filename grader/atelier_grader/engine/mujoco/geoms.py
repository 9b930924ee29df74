"""SDF shapes as MuJoCo geoms."""

from __future__ import annotations

from typing import Any

import mujoco
import numpy as np

from atelier_grader.engine.mujoco.assets import Assets
from atelier_grader.sdf.error import Place, SdfError
from atelier_grader.sdf.geometry import (
    Box,
    Capsule,
    Cylinder,
    Ellipsoid,
    Geometry,
    Mesh,
    Plane,
    Sphere,
)
from atelier_grader.sdf.pose import Transform, Vector, from_z_to

_PLANE_GRID_M = 1.0


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
        return types.mjGEOM_PLANE, [*half, _PLANE_GRID_M], from_z_to(geometry.normal)
    return types.mjGEOM_MESH, [0.0, 0.0, 0.0], None


def require_moving(geometry: Geometry, place: Place) -> None:
    """Raises `SdfError` on a shape that only a static model may have."""
    if isinstance(geometry, Plane):
        raise SdfError(place, "a <plane> collision may only belong to a static model")
