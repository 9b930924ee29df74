"""What cameras would see: whether it can be shown, and how large it is."""

from __future__ import annotations

from typing import Any

import mujoco
import numpy as np

from atelier_grader.engine.mujoco.compile import Builder
from atelier_grader.engine.mujoco.engine import MujocoEngine
from atelier_grader.sdf.error import SdfError
from atelier_grader.sdf.pose import Vector

_PLANE = int(mujoco.mjtGeom.mjGEOM_PLANE)


def scene_model(engine: MujocoEngine) -> Any:
    """The compiled visuals. Raises `SdfError` on a mesh or picture that cannot be used."""
    simulation = engine.simulation
    builder = Builder(simulation.world, simulation.flat, frozenset(), simulation.files)
    try:
        return builder.scene().spec.compile()
    except ValueError as error:
        raise SdfError(engine.world.place, f"MuJoCo refuses the visuals: {error}") from None


def extent(scene: Any) -> tuple[Vector, Vector]:
    """The corners (3,) of a box around everything but planes; of 1 m where there is nothing."""
    data = mujoco.MjData(scene)
    mujoco.mj_kinematics(scene, data)
    solid = np.flatnonzero(scene.geom_type != _PLANE)
    if not len(solid):
        return np.full(3, -0.5), np.full(3, 0.5)
    axes = np.abs(data.geom_xmat[solid].reshape(-1, 3, 3))
    box = scene.geom_aabb[solid]
    turned = data.geom_xmat[solid].reshape(-1, 3, 3)
    middle = data.geom_xpos[solid] + np.einsum("nij,nj->ni", turned, box[:, :3])
    half = np.einsum("nij,nj->ni", axes, box[:, 3:])
    return (middle - half).min(0), (middle + half).max(0)
