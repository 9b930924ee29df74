"""What bodies touch of a link."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

from atelier_grader.sdf.error import Place
from atelier_grader.sdf.frames import Scope, read_pose
from atelier_grader.sdf.geometry import Geometry, read_geometry
from atelier_grader.sdf.pose import Transform
from atelier_grader.sdf.reader import Element
from atelier_grader.sdf.uri import Locator


@dataclass(frozen=True)
class Surface:
    """Coulomb friction `mu` and `mu2` (second direction); the categories it collides with."""

    mu: float = 1.0
    mu2: float = 1.0
    bitmask: int = 0xFFFF


@dataclass(frozen=True)
class Collision:
    """`pose` is in the link frame; `density_kg_m3` serves <inertial auto="true">."""

    name: str
    pose: Transform
    geometry: Geometry
    surface: Surface
    density_kg_m3: float
    place: Place


def _read_surface(element: Element | None) -> Surface:
    if element is None:
        return Surface()
    mu = mu2 = 1.0
    friction = element.child("friction")
    if friction is not None:
        ode = friction.child("ode")
        if ode is not None:
            mu = ode.number("mu", 1.0, 0.0)
            mu2 = ode.number("mu2", mu, 0.0)
            if mu != mu2:
                ode.unsupported(False, f"one coefficient a collision: mu {mu:g}, not mu2 {mu2:g}")
            for tag in ("slip1", "slip2"):
                if ode.number(tag, 0.0) != 0.0:
                    ode.unsupported(False, f"<{tag}> other than 0")
            if ode.text("fdir1", "0 0 0") != "0 0 0":
                ode.unsupported(mu == mu2, "<fdir1>")
    bitmask = 0xFFFF
    contact = element.child("contact")
    if contact is not None:
        bitmask = contact.integer("collide_bitmask", bitmask)
        _ = contact.child("ode")
    bounce = element.child("bounce")
    if bounce is not None:
        restitution = bounce.number("restitution_coefficient", 0.0, 0.0)
        bounce.number("threshold", inf)
        if restitution > 0:
            bounce.unsupported(False, "contacts do not bounce")
    return Surface(mu, mu2, bitmask)


def read_collision(element: Element, link: str, scope: Scope, locator: Locator) -> Collision | None:
    """None where the geometry is empty."""
    geometry = read_geometry(element.required("geometry"), locator)
    if geometry is None:
        return None
    return Collision(
        element.attribute("name"),
        scope.resolve(read_pose(element), link),
        geometry,
        _read_surface(element.child("surface")),
        element.number("density", 1000.0, 0.0),
        element.place,
    )
