"""Mass and inertia of a link whose collisions are filled evenly: <inertial auto="true">."""

from __future__ import annotations

import mujoco
import numpy as np

from atelier_grader.engine.mujoco.assets import Assets
from atelier_grader.engine.mujoco.geoms import add_geom
from atelier_grader.engine.mujoco.meshes import MeshFiles
from atelier_grader.sdf.error import SdfError
from atelier_grader.sdf.geometry import Heightmap, Plane
from atelier_grader.sdf.inertial import AutoInertial, Inertial
from atelier_grader.sdf.model import Link
from atelier_grader.sdf.pose import rotation_matrix


def uniform_inertial(link: Link, auto: AutoInertial, files: MeshFiles) -> Inertial:
    """A mesh counts with the volume that it encloses. Raises `SdfError` where there is none."""
    spec = mujoco.MjSpec()
    spec.compiler.degree = False
    body = spec.worldbody.add_body()
    assets = Assets(spec, files)
    for collision in link.collisions:
        if isinstance(collision.geometry, Plane | Heightmap):
            continue
        geom = add_geom(
            body, collision.geometry, collision.pose, assets, collision.place, visual=False
        )
        own = collision.density_kg_m3
        geom.density = auto.density_kg_m3 if own is None else own
    for mesh in spec.meshes:
        mesh.inertia = mujoco.mjtMeshInertia.mjMESH_INERTIA_EXACT
    what = f"link '{link.name}': <inertial auto=\"true\">"
    try:
        model = spec.compile()
    except ValueError as error:
        raise SdfError(link.place, f"{what}: {error}") from None
    mass_kg = float(model.body_mass[1])
    if mass_kg <= 0:
        raise SdfError(link.place, f"{what} needs a collision with a volume, has none")
    factor = 1.0 if auto.mass_kg is None else auto.mass_kg / mass_kg
    axes = rotation_matrix(model.body_iquat[1])
    inertia = axes @ np.diag(model.body_inertia[1]) @ axes.T * factor
    return Inertial(mass_kg * factor, model.body_ipos[1].copy(), inertia)
