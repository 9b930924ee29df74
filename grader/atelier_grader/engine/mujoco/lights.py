"""Lights of a world and of its links."""

from __future__ import annotations

from math import degrees
from typing import Any

import mujoco

from atelier_grader.engine.mujoco.flat import Flat
from atelier_grader.sdf.light import Light
from atelier_grader.sdf.pose import Transform
from atelier_grader.sdf.world import World

_TYPES = {
    "point": mujoco.mjtLightType.mjLIGHT_POINT,
    "directional": mujoco.mjtLightType.mjLIGHT_DIRECTIONAL,
    "spot": mujoco.mjtLightType.mjLIGHT_SPOT,
}


def add_lights(
    spec: Any,
    world: World,
    flat: Flat,
    bodies: dict[str, Any],
    offsets: dict[str, Transform],
) -> None:
    """Add every light, without shadows, the scene's ambient light and its background."""
    spec.add_texture(
        name="background",
        type=mujoco.mjtTexture.mjTEXTURE_SKYBOX,
        builtin=mujoco.mjtBuiltin.mjBUILTIN_FLAT,
        rgb1=world.background[:3],
        rgb2=world.background[:3],
        width=8,
        height=8,
    )
    head = spec.visual.headlight
    head.ambient = world.ambient[:3]
    head.diffuse = head.specular = [0.0, 0.0, 0.0]
    found = list(world.lights)
    for light in world.lights:
        _add(spec.worldbody, light, light.pose)
    for link in flat.links.values():
        for light in link.link.lights:
            _add(bodies[link.name], light, offsets[link.name] @ light.pose)
            found.append(light)
    if not found:
        head.diffuse = [0.6, 0.6, 0.6]


def _add(body: Any, light: Light, pose: Transform) -> None:
    body.add_light(
        type=_TYPES[light.type],
        pos=pose.position,
        dir=pose.matrix @ light.direction,
        diffuse=light.diffuse[:3],
        ambient=[0.0, 0.0, 0.0],
        specular=[0.1, 0.1, 0.1],
        attenuation=light.attenuation,
        cutoff=min(degrees(light.cutoff_rad), 180.0),
        range=light.range_m,
        castshadow=False,
    )
