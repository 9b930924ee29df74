"""Lights of the world and of links."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

import numpy as np

from atelier_grader.sdf.error import Place
from atelier_grader.sdf.frames import Scope, pose_within
from atelier_grader.sdf.pose import Transform, Vector
from atelier_grader.sdf.reader import Element
from atelier_grader.sdf.visual import Colour, read_colour

_SEEN = 0.1
TYPES = ("point", "directional", "spot")


@dataclass(frozen=True)
class Light:
    """`pose` is in the frame of the world or link that holds it.

    `diffuse` is multiplied with the intensity. `attenuation` (3,) is constant, linear and quadratic
    in the distance. A spot is full within a cone of `inner_rad`, from side to side, and dark
    outside of `outer_rad`.
    """

    name: str
    type: str
    pose: Transform
    diffuse: Colour
    direction: Vector
    attenuation: Vector
    inner_rad: float
    outer_rad: float
    place: Place


def read_light(element: Element, base: str, scope: Scope) -> Light:
    light_type = element.attribute("type")
    if light_type not in TYPES:
        expected = ", ".join(TYPES)
        raise element.error(f"type expected one of {expected}, got '{light_type}'")
    attenuation = element.child("attenuation")
    terms = [1.0, 1.0, 0.0]
    if attenuation is not None:
        names = ("constant", 1.0), ("linear", 1.0), ("quadratic", 0.0)
        # As sdformat: what is out of bounds is brought to them.
        constant, linear, quadratic = (attenuation.number(*each) for each in names)
        terms = [min(max(constant, 0.0), 1.0), min(max(linear, 0.0), 1.0), max(quadratic, 0.0)]
        if light_type != "directional":
            _list_range(attenuation, terms)
    spot = element.child("spot")
    inner_rad = outer_rad = 0.0
    if spot is not None:
        inner_rad, outer_rad = (spot.number(f"{end}_angle", 0.0, 0.0) for end in ("inner", "outer"))
    red, green, blue, alpha = read_colour(element, "diffuse", "1 1 1 1")
    intensity = element.number("intensity", 1.0, 0.0)
    return Light(
        element.attribute("name"),
        light_type,
        pose_within(element, base, scope),
        (red * intensity, green * intensity, blue * intensity, alpha),
        element.vector("direction", 3, "0 0 -1"),
        np.array(terms),
        inner_rad,
        outer_rad,
        element.place,
    )


def _list_range(attenuation: Element, terms: list[float]) -> None:
    """List a <range> at which the light would end while it is still seen."""
    range_m = max(attenuation.number("range", inf), 0.0)
    constant, linear, quadratic = terms
    if range_m < inf and constant + linear * range_m + quadratic * range_m**2 < 1 / _SEEN:
        attenuation.unsupported(False, f"the light does not end at <range> {range_m:g} m")
