"""Buoyancy: bodies in a fluid, or in layers of fluids."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from atelier_grader.engine.mujoco.flat import FlatLink
from atelier_grader.engine.mujoco.simulation import Simulation
from atelier_grader.engine.mujoco.solids import solid, volume, volume_below
from atelier_grader.engine.mujoco.systems.base import Setting, System
from atelier_grader.engine.mujoco.systems.push import Push
from atelier_grader.sdf.error import nearest
from atelier_grader.sdf.geometry import Heightmap, Plane
from atelier_grader.sdf.pose import Vector
from atelier_grader.sdf.reader import Element

_WATER_KG_M3 = 1000.0


class Buoyancy(System):
    """The weight of the displaced fluid, at the centre of the collisions' volume under each level.

    Parts of a link that overlap count twice, and nothing damps, as in Gazebo. Gazebo cuts shapes
    as if they stood upright; here they are cut as they lie.
    """

    def __init__(self, setting: Setting) -> None:
        parameters = self._parameters = setting.parameters
        if setting.model is not None:
            raise parameters.error("belongs in the <world>, stands in a <model>")
        graded = parameters.child("graded_buoyancy")
        self._layers: list[tuple[float, float]] = []
        if graded is None:
            self._density = parameters.number("uniform_fluid_density", _WATER_KG_M3, 0.0)
        else:
            parameters.texts("uniform_fluid_density")
            self._density = graded.number("default_density", _WATER_KG_M3, 0.0)
            self._layers = sorted(_layer(each) for each in graded.children("density_change"))
        self._enabled = parameters.texts("enable")
        self._gravity = setting.world.gravity

    def configure(self, simulation: Simulation) -> None:
        self._simulation = simulation
        flat = simulation.flat
        names = [*flat.models, *flat.links]
        for name in self._enabled:
            if name not in names:
                raise self._parameters.error(f"there is no entity '{name}'{nearest(name, names)}")
        links = [link for link in flat.links.values() if self._is_enabled(link.name)]
        self._floats = [each for link in links if (each := self._float(link)) is not None]

    def _is_enabled(self, link: str) -> bool:
        return not self._enabled or any(
            link == name or link.startswith(f"{name}::") for name in self._enabled
        )

    def _float(self, link: FlatLink) -> _Float | None:
        """None of what does not move, or has no volume."""
        simulation = self._simulation
        anchor = simulation.entities.anchor(link.name)
        shapes = [
            solid(each, simulation.files)
            for each in link.link.collisions
            if not isinstance(each.geometry, Plane | Heightmap)
        ]
        if anchor.body_id == 0 or not shapes:
            return None
        triangles = np.concatenate(shapes) @ anchor.offset.matrix.T + anchor.offset.position
        volume_m3, center = volume(triangles)
        if volume_m3 <= 0:
            return None
        reach_m = float(np.linalg.norm(triangles - center, axis=-1).max())
        push = Push(simulation, anchor.body_id)
        return _Float(anchor.body_id, triangles, volume_m3, center, reach_m, push)

    def pre_update(self) -> None:
        simulation = self._simulation
        simulation.refresh()
        data = simulation.data
        for each in self._floats:
            position = data.xpos[each.body]
            axes = data.xmat[each.body].reshape(3, 3)
            arms = position - data.xipos[each.body]
            force, torque = np.zeros(3), np.zeros(3)
            for mass_kg, center in self._displaced(each, position, axes):
                lift = -mass_kg * self._gravity
                force += lift
                torque += np.cross(arms + center, lift)
            each.push.exert(force, torque)

    def _displaced(
        self, each: _Float, position: Vector, axes: Vector
    ) -> list[tuple[float, Vector]]:
        """Mass of each fluid in the place of the body, kg; its centre from the body's origin."""
        middle = axes @ each.center
        cut = [
            (level_m, density)
            for level_m, density in self._layers
            if abs(level_m - position[2] - middle[2]) < each.reach_m
        ]
        density = self._density
        for level_m, above in self._layers:
            if level_m <= position[2] + middle[2] - each.reach_m:
                density = above
        if not cut:
            return [(density * each.volume_m3, middle)]
        turned = each.triangles @ axes.T
        found, moment_below, volume_m3 = [], np.zeros(3), 0.0
        for level_m, above in [*cut, (np.inf, 0.0)]:
            below, center = each.volume_m3, middle
            if np.isfinite(level_m):
                below, center = volume_below(turned, level_m - float(position[2]))
            part, moment = below - volume_m3, below * center - moment_below
            if part > 0:
                found.append((density * part, moment / part))
            volume_m3, moment_below, density = below, below * center, above
        return found


@dataclass(frozen=True)
class _Float:
    """A body: its shape (n, 3, 3) and the centre of its volume in its own frame."""

    body: int
    triangles: Vector
    volume_m3: float
    center: Vector
    reach_m: float
    push: Push


def _layer(element: Element) -> tuple[float, float]:
    """Where the fluid begins, m, and its density, kg/m3."""
    return element.number("above_depth", 0.0), element.number("density", 0.0, 0.0)
