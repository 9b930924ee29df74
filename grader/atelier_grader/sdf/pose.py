"""Rigid transforms: position in metres, orientation as a unit quaternion (w, x, y, z)."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, sin, sqrt

import numpy as np
import numpy.typing as npt

Vector = npt.NDArray[np.float64]


def multiply(a: Vector, b: Vector) -> Vector:
    """Hamilton product of two quaternions (w, x, y, z)."""
    aw, ax, ay, az = a.tolist()
    bw, bx, by, bz = b.tolist()
    return np.array(
        [
            aw * bw - ax * bx - ay * by - az * bz,
            aw * bx + ax * bw + ay * bz - az * by,
            aw * by - ax * bz + ay * bw + az * bx,
            aw * bz + ax * by - ay * bx + az * bw,
        ]
    )


def conjugate(q: Vector) -> Vector:
    w, x, y, z = q.tolist()
    return np.array([w, -x, -y, -z])


def rotation_matrix(q: Vector) -> Vector:
    """(3, 3) matrix of a unit quaternion."""
    w, x, y, z = q.tolist()
    return np.array(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)],
            [2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)],
            [2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)],
        ]
    )


def from_rpy(roll: float, pitch: float, yaw: float) -> Vector:
    """Quaternion of rotations about the fixed axes x, then y, then z, rad."""
    cr, sr = cos(roll / 2), sin(roll / 2)
    cp, sp = cos(pitch / 2), sin(pitch / 2)
    cy, sy = cos(yaw / 2), sin(yaw / 2)
    return np.array(
        [
            cr * cp * cy + sr * sp * sy,
            sr * cp * cy - cr * sp * sy,
            cr * sp * cy + sr * cp * sy,
            cr * cp * sy - sr * sp * cy,
        ]
    )


def from_z_to(direction: Vector) -> Vector:
    """The shortest rotation that takes +z to `direction` (3,), of any length but zero."""
    x, y, z = (direction / np.linalg.norm(direction)).tolist()
    if z < -1 + 1e-12:
        return np.array([0.0, 1.0, 0.0, 0.0])
    norm = sqrt(2 * (1 + z))
    return np.array([(1 + z) / norm, -y / norm, x / norm, 0.0])


@dataclass(frozen=True)
class Transform:
    """The pose of one frame in another; `a @ b` is the pose of b's frame where b is given in a."""

    position: Vector
    orientation: Vector

    @staticmethod
    def identity() -> Transform:
        return Transform(np.zeros(3), np.array([1.0, 0.0, 0.0, 0.0]))

    @staticmethod
    def from_xyz_rpy(values: Vector) -> Transform:
        roll, pitch, yaw = values[3:].tolist()
        return Transform(values[:3].copy(), from_rpy(roll, pitch, yaw))

    def __matmul__(self, other: Transform) -> Transform:
        return Transform(
            self.position + self.matrix @ other.position,
            multiply(self.orientation, other.orientation),
        )

    def inverse(self) -> Transform:
        back = conjugate(self.orientation)
        return Transform(-(rotation_matrix(back) @ self.position), back)

    @property
    def matrix(self) -> Vector:
        return rotation_matrix(self.orientation)
