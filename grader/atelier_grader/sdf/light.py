"""Lights of the world and of links."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from atelier_grader.sdf.error import Place
from atelier_grader.sdf.frames import Scope, pose_within
from atelier_grader.sdf.pose import Transform, Vector
from atelier_grader.sdf.reader import Element
from atelier_grader.sdf.visual import Colour, read_colour

TYPES = ("point", "directional", "spot")


@dataclass(frozen=True)
class Light:
    """`pose` is in the frame of the world or link that holds it; `range_m` ends the attenuation."""

    name: str
    type: str
    pose: Transform
    diffuse: Colour
    direction: Vector
    range_m: float
    attenuation: Vector
    cutoff_rad: float
    place: Place


def read_light(element: Element, base: str, scope: Scope) -> Light:
    light_type = element.attribute("type")
    if light_type not in TYPES:
        expected = ", ".join(TYPES)
        raise element.error(f"type expected one of {expected}, got '{light_type}'")
    attenuation = element.child("attenuation")
    terms, range_m = [1.0, 0.0, 0.0], 10.0
    if attenuation is not None:
        range_m = max(attenuation.number("range", 10.0), 0.0)
        names = ("constant", 1.0), ("linear", 1.0), ("quadratic", 0.0)
        # As sdformat: what is out of bounds is brought to them.
        constant, linear, quadratic = (attenuation.number(*each) for each in names)
        terms = [min(max(constant, 0.0), 1.0), min(max(linear, 0.0), 1.0), max(quadratic, 0.0)]
    spot = element.child("spot")
    cutoff_rad = 3.14
    if spot is not None:
        cutoff_rad = spot.number("outer_angle", 0.0, 0.0)
        spot.number("inner_angle", 0.0)
        spot.number("falloff", 0.0)
    return Light(
        element.attribute("name"),
        light_type,
        pose_within(element, base, scope),
        read_colour(element, "diffuse", "1 1 1 1"),
        element.vector("direction", 3, "0 0 -1"),
        range_m,
        np.array(terms),
        cutoff_rad,
        element.place,
    )
