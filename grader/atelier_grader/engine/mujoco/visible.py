"""The triangles that sensors see, by the body that carries them."""

from __future__ import annotations

import numpy as np

from atelier_grader.engine.mujoco.simulation import Simulation
from atelier_grader.engine.mujoco.triangles import link_triangles, transform
from atelier_grader.sdf.pose import Vector


def triangles_by_body(simulation: Simulation, mask: int) -> dict[int, Vector]:
    """(axis, corner, n) in the body's frame, m, for each body with visuals; 0 is the world."""
    parts: dict[int, list[Vector]] = {}
    for link in simulation.flat.links.values():
        anchor = simulation.entities.anchor(link.name)
        triangles = link_triangles(link, simulation.files, mask)
        parts.setdefault(anchor.body_id, []).append(transform(triangles, anchor.offset))
    return {body: _columns(np.concatenate(found)) for body, found in parts.items()}


def _columns(triangles: Vector) -> Vector:
    """(n, corner, axis) as (axis, corner, n), contiguous."""
    return np.ascontiguousarray(triangles.transpose(2, 1, 0))
