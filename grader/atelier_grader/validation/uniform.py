"""What each link would weigh if it filled its collisions evenly."""

from __future__ import annotations

from dataclasses import dataclass

import mujoco
import numpy as np

from atelier_grader.engine.mujoco.assets import Assets
from atelier_grader.engine.mujoco.flat import Flat
from atelier_grader.engine.mujoco.geoms import add_geom
from atelier_grader.engine.mujoco.meshes import MeshFiles
from atelier_grader.sdf.pose import Vector


@dataclass(frozen=True)
class UniformBody:
    """Volume, m3; centre (3,) in the link frame, m; principal moments for 1 kg, falling, m2.

    `reach_m` is the radius of a ball about the centre that holds all collisions.
    """

    volume_m3: float
    center: Vector
    moments_m2: Vector
    reach_m: float


def uniform_bodies(flat: Flat, files: MeshFiles) -> dict[str, UniformBody]:
    """By scoped link; links without a volume, and static ones, are left out."""
    spec = mujoco.MjSpec()
    spec.compiler.degree = False
    spec.compiler.boundmass = spec.compiler.boundinertia = 0.0
    assets = Assets(spec, files)
    names = []
    for link in flat.links.values():
        if link.static or not link.link.collisions:
            continue
        names.append(link.name)
        body = spec.worldbody.add_body(name=link.name)
        for collision in link.link.collisions:
            geom = add_geom(
                body, collision.geometry, collision.pose, assets, collision.place, visual=False
            )
            geom.density = 1.0
            geom.contype = geom.conaffinity = 0
    model = spec.compile()
    found = {}
    for name in names:
        body_id = model.body(name).id
        volume_m3 = float(model.body_mass[body_id])
        if volume_m3 <= 0:
            continue
        center = model.body_ipos[body_id].copy()
        geoms = np.flatnonzero(model.geom_bodyid == body_id)
        arms = np.linalg.norm(model.geom_pos[geoms] - center, axis=1)
        found[name] = UniformBody(
            volume_m3,
            center,
            np.sort(model.body_inertia[body_id])[::-1] / volume_m3,
            float((arms + model.geom_rbound[geoms]).max()),
        )
    return found
