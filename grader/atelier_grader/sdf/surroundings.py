"""What surrounds a world: where on Earth it lies, and the magnetic field."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import atan2, cos, degrees, hypot, radians, sin, sqrt

import numpy as np

from atelier_grader.sdf.pose import Vector
from atelier_grader.sdf.reader import Element

_SEMI_MAJOR_M = 6378137.0
_FLATTENING = 1 / 298.257223563
_ECCENTRICITY_2 = _FLATTENING * (2 - _FLATTENING)
_ROUNDS = 6


@dataclass(frozen=True)
class Origin:
    """The world's origin on WGS 84; its x axis points `heading_rad` to the left of east."""

    latitude_rad: float = 0.0
    longitude_rad: float = 0.0
    elevation_m: float = 0.0
    heading_rad: float = 0.0

    def enu(self, vector: Vector) -> Vector:
        """A vector (3,) along world axes, along east, north, up."""
        x, y, z = vector.tolist()
        c, s = cos(self.heading_rad), sin(self.heading_rad)
        return np.array([c * x - s * y, s * x + c * y, z])

    def geodetic(self, position: Vector) -> tuple[float, float, float]:
        """Latitude and longitude, degrees, and altitude, m, of a world position (3,).

        The world is flat and touches the ellipsoid's parallel surface at the origin.
        """
        east, north, up = self.enu(position).tolist()
        lat, lon = self.latitude_rad, self.longitude_rad
        x, y, z = _earth_centred(lat, lon, self.elevation_m)
        outward = cos(lat) * up - sin(lat) * north
        x += cos(lon) * outward - sin(lon) * east
        y += sin(lon) * outward + cos(lon) * east
        z += sin(lat) * up + cos(lat) * north
        return _geodetic(x, y, z)


def _earth_centred(lat: float, lon: float, height_m: float) -> tuple[float, float, float]:
    radius_m = _SEMI_MAJOR_M / sqrt(1 - _ECCENTRICITY_2 * sin(lat) ** 2)
    out = (radius_m + height_m) * cos(lat)
    up = (radius_m * (1 - _ECCENTRICITY_2) + height_m) * sin(lat)
    return out * cos(lon), out * sin(lon), up


def _geodetic(x: float, y: float, z: float) -> tuple[float, float, float]:
    """Fixed-point iteration on the latitude; a few rounds reach the last bit near the surface."""
    out = hypot(x, y)
    lat = atan2(z, out * (1 - _ECCENTRICITY_2))
    radius_m = _SEMI_MAJOR_M
    for _ in range(_ROUNDS):
        radius_m = _SEMI_MAJOR_M / sqrt(1 - _ECCENTRICITY_2 * sin(lat) ** 2)
        lat = atan2(z + _ECCENTRICITY_2 * radius_m * sin(lat), out)
    flat_m = radius_m * (1 - _ECCENTRICITY_2 * sin(lat) ** 2)
    height_m = out * cos(lat) + z * sin(lat) - flat_m
    return degrees(lat), degrees(atan2(y, x)), height_m


@dataclass(frozen=True)
class Surroundings:
    """`origin` is None without <spherical_coordinates>; `magnetic_field_t` (3,), world axes."""

    origin: Origin | None = None
    magnetic_field_t: Vector = field(default_factory=lambda: np.zeros(3))


def read_surroundings(world: Element) -> Surroundings:
    """Raises `SdfError` on coordinates that are not on Earth."""
    magnetic_t = world.vector("magnetic_field", 3, "5.5645e-6 22.8758e-6 -42.3884e-6")
    element = world.child("spherical_coordinates")
    if element is None:
        return Surroundings(None, magnetic_t)
    model = element.text("surface_model", "EARTH_WGS84")
    if model != "EARTH_WGS84":
        element.unsupported(False, f"<surface_model> {model}: the world lies on EARTH_WGS84")
    if element.text("world_frame_orientation", "ENU") != "ENU":
        element.unsupported(False, "<world_frame_orientation> other than ENU")
    latitude = element.number("latitude_deg", 0.0)
    if abs(latitude) > 90:
        raise element.error(f"<latitude_deg> expected -90 to 90, got {latitude:g}")
    angles = latitude, element.number("longitude_deg", 0.0)
    heading = element.number("heading_deg", 0.0)
    lat, lon, turn = (radians(each) for each in (*angles, heading))
    return Surroundings(Origin(lat, lon, element.number("elevation", 0.0), turn), magnetic_t)
