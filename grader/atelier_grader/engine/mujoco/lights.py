"""Lights of a world and of its links."""

from __future__ import annotations

from math import cos, degrees, log, pi
from typing import Any

import mujoco

from atelier_grader.engine.mujoco.flat import Flat
from atelier_grader.sdf.error import Unsupported
from atelier_grader.sdf.light import Light
from atelier_grader.sdf.pose import Transform
from atelier_grader.sdf.world import World

MAX_LIGHTS = 7
"""OpenGL's eight, without the one for the ambient light."""

_TYPES = {
    # MuJoCo's renderer passes over its own point lights: here they are spots to all sides.
    "point": mujoco.mjtLightType.mjLIGHT_SPOT,
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
    for light, link in _all(world, flat)[:MAX_LIGHTS]:
        if link is None:
            _add(spec.worldbody, light, light.pose)
        else:
            _add(bodies[link], light, offsets[link] @ light.pose)


def surplus_lights(world: World, flat: Flat) -> list[Unsupported]:
    """Those that no picture shows."""
    note = f"cameras see the first {MAX_LIGHTS} lights of a world"
    surplus = _all(world, flat)[MAX_LIGHTS:]
    return [Unsupported(light.place, "light", False, note) for light, _ in surplus]


def _all(world: World, flat: Flat) -> list[tuple[Light, str | None]]:
    """The world's lights, then each link's with its name."""
    found: list[tuple[Light, str | None]] = [(light, None) for light in world.lights]
    for link in flat.links.values():
        found += [(light, link.name) for light in link.link.lights]
    return found


def _add(body: Any, light: Light, pose: Transform) -> None:
    cutoff, exponent = 180.0, 0.0
    if light.type == "spot":
        cutoff = min(degrees(light.outer_rad / 2), 90.0)
        exponent = _half_at((light.inner_rad + light.outer_rad) / 4)
    body.add_light(
        type=_TYPES[light.type],
        pos=pose.position,
        dir=pose.matrix @ light.direction,
        diffuse=light.diffuse[:3],
        ambient=[0.0, 0.0, 0.0],
        specular=[0.1, 0.1, 0.1],
        attenuation=light.attenuation,
        cutoff=cutoff,
        exponent=exponent,
        castshadow=False,
    )


def _half_at(angle: float) -> float:
    """The exponent with which a power of the cosine is 1/2 at an angle, rad, as OpenGL allows."""
    if not 0 < angle < pi / 2:
        return 0.0
    return min(log(0.5) / log(cos(angle)), 128.0)
