"""Masses and inertias that no real body of that shape has."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from atelier_grader.engine.mujoco.flat import Flat, FlatLink
from atelier_grader.engine.mujoco.meshes import MeshFiles
from atelier_grader.sdf.inertial import Inertial
from atelier_grader.validation import words
from atelier_grader.validation.finding import Finding
from atelier_grader.validation.uniform import UniformBody, uniform_bodies

MIN_KG_M3, MAX_KG_M3 = 1.0, 20_000.0
MAX_FACTOR = 10.0


def implausible(flat: Flat, files: MeshFiles) -> Iterator[Finding]:
    """Compares each link's <inertial> with a uniform body in the shape of its collisions."""
    bodies = uniform_bodies(flat, files)
    for link in flat.links.values():
        inertial, body = link.link.inertial, bodies.get(link.name)
        if isinstance(inertial, Inertial) and body is not None:
            yield from _compare(link, inertial, body)


def _compare(link: FlatLink, inertial: Inertial, body: UniformBody) -> Iterator[Finding]:
    place = str(link.link.place)
    density = inertial.mass_kg / body.volume_m3
    if not MIN_KG_M3 <= density <= MAX_KG_M3:
        text = words.DENSITY.format(
            link=link.name,
            mass=words.figure(inertial.mass_kg),
            volume=words.figure(body.volume_m3, ".3g"),
            density=words.figure(density, ".3g"),
            lower=words.figure(MIN_KG_M3),
            upper=words.figure(MAX_KG_M3),
        )
        yield Finding(place, text, True)
    largest = float(np.linalg.eigvalsh(inertial.inertia).max())
    uniform = float(body.moments_m2[0]) * inertial.mass_kg
    if not 1 / MAX_FACTOR <= largest / uniform <= MAX_FACTOR:
        text = words.INERTIA.format(
            link=link.name,
            got=words.figure(largest, ".3g"),
            mass=words.figure(inertial.mass_kg),
            uniform=words.figure(uniform, ".3g"),
            factor=words.figure(MAX_FACTOR),
        )
        yield Finding(place, text, True)
    distance_m = float(np.linalg.norm(inertial.center - body.center))
    if distance_m > body.reach_m:
        text = words.CENTRE.format(
            link=link.name,
            distance=words.figure(distance_m, ".3g"),
            reach=words.figure(body.reach_m, ".3g"),
        )
        yield Finding(place, text, True)
