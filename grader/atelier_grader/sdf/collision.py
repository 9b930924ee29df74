"""What bodies touch of a link."""

from __future__ import annotations

from dataclasses import dataclass
from math import pi

from atelier_grader.sdf.error import Place
from atelier_grader.sdf.frames import Scope, pose_within
from atelier_grader.sdf.geometry import Geometry, read_shape
from atelier_grader.sdf.pose import Transform
from atelier_grader.sdf.reader import Element
from atelier_grader.sdf.uri import Locator

_NEVER_M_S = 1e4


@dataclass(frozen=True)
class Surface:
    """Coulomb friction `mu` along `fdir1` and `mu2` across it; the categories it collides with.

    `fdir1` (3,) is in the collision's frame; zero leaves the directions to the engine.

    A contact resists turning about its normal with `torsional_m` times the normal force. It
    bounces with `restitution` of the speed of approach, where that is over `bounce_m_s`.
    """

    mu: float = 1.0
    mu2: float = 1.0
    bitmask: int = 0xFFFF
    torsional_m: float = 0.0
    restitution: float = 0.0
    bounce_m_s: float = 0.0
    fdir1: tuple[float, float, float] = (0.0, 0.0, 0.0)

    @property
    def grip(self) -> float:
        """The larger of the two coefficients."""
        return max(self.mu, self.mu2)

    @property
    def differs(self) -> bool:
        """Friction depends on the direction."""
        return self.mu != self.mu2

    @property
    def bounces(self) -> bool:
        return self.restitution > 0 and self.bounce_m_s < _NEVER_M_S


@dataclass(frozen=True)
class Collision:
    """`pose` is in the link frame; `density_kg_m3`, if any, serves <inertial auto="true">."""

    name: str
    pose: Transform
    geometry: Geometry
    surface: Surface
    density_kg_m3: float | None
    place: Place


def _read_surface(element: Element | None) -> Surface:
    if element is None:
        return Surface()
    mu = mu2 = 1.0
    fdir1 = (0.0, 0.0, 0.0)
    torsional_m = 0.0
    friction = element.child("friction")
    if friction is not None:
        ode = friction.child("ode")
        if ode is not None:
            mu = ode.number("mu", 1.0, 0.0)
            mu2 = ode.number("mu2", mu, 0.0)
            if mu != 1.0 and ode.child("mu2") is None:
                ode.unsupported(True, "Gazebo takes 1 for the missing <mu2>; here it is as <mu>")
            for tag in ("slip1", "slip2"):
                if ode.number(tag, 0.0) != 0.0:
                    ode.unsupported(False, f"<{tag}> other than 0")
            direction = ode.child("fdir1")
            if direction is not None:
                fdir1 = _direction(direction)
        torsional = friction.child("torsional")
        if torsional is not None:
            torsional_m = _torsional(torsional)
    bitmask = 0xFFFF
    contact = element.child("contact")
    if contact is not None:
        bitmask = contact.integer("collide_bitmask", bitmask)
        _ = contact.child("ode")
    restitution = bounce_m_s = 0.0
    bounce = element.child("bounce")
    if bounce is not None:
        restitution = min(bounce.number("restitution_coefficient", 0.0, 0.0), 1.0)
        bounce_m_s = bounce.number("threshold", 0.0, 0.0)
    return Surface(mu, mu2, bitmask, torsional_m, restitution, bounce_m_s, fdir1)


def _direction(element: Element) -> tuple[float, float, float]:
    x, y, z = element.value(3).tolist()
    return x, y, z


def _torsional(element: Element) -> float:
    """The arm of a round patch's friction: 3 pi / 16 times its radius (Hertzian pressure)."""
    coefficient = element.number("coefficient", 1.0, 0.0)
    radius_m = element.number("patch_radius", 0.0, 0.0)
    sphere_m = element.number("surface_radius", 0.0, 0.0)
    _ = element.child("ode")
    if not element.flag("use_patch_radius", True):
        if sphere_m > 0:
            element.unsupported(False, "a <surface_radius>; give a <patch_radius>")
        return 0.0
    return 3 * pi / 16 * radius_m * coefficient


def _density(element: Element) -> float | None:
    if element.child("density") is None:
        return None
    value = element.number("density")
    if value <= 0:
        raise element.error(f"<density> expected more than 0 kg/m3, got {value:g}")
    return value


def read_collision(element: Element, link: str, scope: Scope, locator: Locator) -> Collision | None:
    """None where the geometry is empty."""
    geometry = read_shape(element, locator)
    if geometry is None:
        return None
    return Collision(
        element.attribute("name"),
        pose_within(element, link, scope),
        geometry,
        _read_surface(element.child("surface")),
        _density(element),
        element.place,
    )
