"""Rigid transforms as plain tuples: position (x, y, z), and rotation (x, y, z, w) of length 1."""

from __future__ import annotations

from math import acos, sin, sqrt
from typing import NamedTuple

Vector = tuple[float, float, float]
Quaternion = tuple[float, float, float, float]


class Rigid(NamedTuple):
    """Maps a point p of the child frame to `rotation` p + `translation` in the parent."""

    translation: Vector
    rotation: Quaternion

    def __matmul__(self, other: Rigid) -> Rigid:
        """First `other`, then this."""
        x, y, z = rotate(self.rotation, other.translation)
        a, b, c = self.translation
        return Rigid((x + a, y + b, z + c), multiply(self.rotation, other.rotation))

    def inverse(self) -> Rigid:
        x, y, z, w = self.rotation
        back = (-x, -y, -z, w)
        a, b, c = rotate(back, self.translation)
        return Rigid((-a, -b, -c), back)


IDENTITY = Rigid((0.0, 0.0, 0.0), (0.0, 0.0, 0.0, 1.0))


def multiply(first: Quaternion, second: Quaternion) -> Quaternion:
    """The Hamilton product."""
    ax, ay, az, aw = first
    bx, by, bz, bw = second
    return (
        aw * bx + ax * bw + ay * bz - az * by,
        aw * by - ax * bz + ay * bw + az * bx,
        aw * bz + ax * by - ay * bx + az * bw,
        aw * bw - ax * bx - ay * by - az * bz,
    )


def rotate(rotation: Quaternion, point: Vector) -> Vector:
    """v + 2 w (u x v) + 2 u x (u x v), with rotation (u, w)."""
    x, y, z, w = rotation
    px, py, pz = point
    tx = 2.0 * (y * pz - z * py)
    ty = 2.0 * (z * px - x * pz)
    tz = 2.0 * (x * py - y * px)
    return (
        px + w * tx + y * tz - z * ty,
        py + w * ty + z * tx - x * tz,
        pz + w * tz + x * ty - y * tx,
    )


def canonical(rotation: Quaternion) -> Quaternion:
    """Of length 1, and of the two signs the one that tf2 gives: w > 0, or the largest of the rest
    where w is below one half."""
    length = sqrt(sum(part * part for part in rotation))
    if length == 0.0:
        return IDENTITY.rotation
    x, y, z, w = (part / length for part in rotation)
    leading = w if w * w > 0.25 else max((x, y, z), key=abs)
    return (-x, -y, -z, -w) if leading < 0.0 else (x, y, z, w)


def interpolate(first: Rigid, second: Rigid, ratio: float) -> Rigid:
    """Linear in position, spherical in rotation (Shoemake 1985), the shorter way round.

    `ratio` is in [0, 1].
    """
    translation = tuple(
        a + (b - a) * ratio for a, b in zip(first.translation, second.translation, strict=True)
    )
    cosine = sum(a * b for a, b in zip(first.rotation, second.rotation, strict=True))
    sign = -1.0 if cosine < 0.0 else 1.0
    angle = acos(min(1.0, abs(cosine)))
    if sin(angle) == 0.0:
        return Rigid(translation, first.rotation)  # type: ignore[arg-type]
    before = sin((1.0 - ratio) * angle) / sin(angle)
    after = sign * sin(ratio * angle) / sin(angle)
    rotation = tuple(
        before * a + after * b for a, b in zip(first.rotation, second.rotation, strict=True)
    )
    return Rigid(translation, rotation)  # type: ignore[arg-type]
