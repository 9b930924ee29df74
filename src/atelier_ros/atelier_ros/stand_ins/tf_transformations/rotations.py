"""Rotations in their three forms."""

from __future__ import annotations

from collections.abc import Sequence
from math import acos, cos, pi, sin, sqrt
from typing import Any

import numpy as np
import numpy.typing as npt
from transforms3d import affines, axangles, euler, quaternions

Array = npt.NDArray[np.float64]
Quaternion = tuple[float, float, float, float]
Axes = str | tuple[int, int, int, int]

_AXES2TUPLE = dict(euler._AXES2TUPLE)
ORIGIN, NO_ZOOM = (0.0, 0.0, 0.0), (1.0, 1.0, 1.0)
EPSILON = 4.0 * float(np.finfo(float).eps)


def rotation_matrix(angle: float, direction: Any, point: Any = None) -> Array:
    """About the axis `direction` through `point`, or the origin."""
    centre = None if point is None else np.asarray(point, np.float64)[:3]
    return np.asarray(axangles.axangle2aff(np.asarray(direction)[:3], angle, centre))


def rotation_from_matrix(matrix: Any) -> tuple[float, Array, Array]:
    """Angle, axis (3,) and a point on it (4,)."""
    axis, angle, point = axangles.aff2axangle(np.asarray(matrix, np.float64))
    return angle, axis, np.append(point, 1.0)


def euler_matrix(ai: float, aj: float, ak: float, axes: Axes = "sxyz") -> Array:
    return _homogeneous(euler.euler2mat(ai, aj, ak, axes=axes))


def euler_from_matrix(matrix: Any, axes: Axes = "sxyz") -> tuple[float, float, float]:
    first, second, third = euler.mat2euler(np.asarray(matrix)[:3, :3], axes=axes)
    return first, second, third


def euler_from_quaternion(
    quaternion: Sequence[float], axes: Axes = "sxyz"
) -> tuple[float, float, float]:
    return euler_from_matrix(quaternion_matrix(quaternion), axes)


def quaternion_from_euler(ai: float, aj: float, ak: float, axes: Axes = "sxyz") -> Quaternion:
    return _w_last(euler.euler2quat(ai, aj, ak, axes=axes))


def quaternion_about_axis(angle: float, axis: Any) -> Quaternion:
    return _w_last(quaternions.axangle2quat(axis, angle))


def quaternion_matrix(quaternion: Sequence[float]) -> Array:
    return _homogeneous(quaternions.quat2mat(_w_first(quaternion)))


def quaternion_from_matrix(matrix: Any) -> Quaternion:
    """Of the rotation in `matrix`, whatever its scale; w is not negative."""
    return _w_last(quaternions.mat2quat(affines.decompose(np.asarray(matrix))[1]))


def quaternion_multiply(quaternion1: Sequence[float], quaternion0: Sequence[float]) -> Quaternion:
    """The rotation `quaternion0`, then `quaternion1`."""
    return _w_last(quaternions.qmult(_w_first(quaternion1), _w_first(quaternion0)))


def quaternion_conjugate(quaternion: Sequence[float]) -> Array:
    x, y, z, w = quaternion
    return np.array([-x, -y, -z, w], np.float64)


def quaternion_inverse(quaternion: Sequence[float]) -> Array:
    result: Array = quaternion_conjugate(quaternion) / np.dot(quaternion, quaternion)
    return result


def quaternion_slerp(
    quat0: Any, quat1: Any, fraction: float, spin: int = 0, shortestpath: bool = True
) -> Array:
    """Spherical interpolation, `fraction` in [0, 1] (Shoemake 1985); `spin` adds half turns."""
    first: Array = np.asarray(quat0, np.float64) / np.linalg.norm(quat0)
    second: Array = np.asarray(quat1, np.float64) / np.linalg.norm(quat1)
    if fraction in (0.0, 1.0):
        return second if fraction else first
    cosine = float(first @ second)
    if abs(abs(cosine) - 1.0) < EPSILON:
        return first
    if shortestpath and cosine < 0.0:
        cosine, second = -cosine, -second
    angle = acos(cosine) + spin * pi
    if abs(angle) < EPSILON:
        return first
    before, after = sin((1.0 - fraction) * angle), sin(fraction * angle)
    result: Array = (first * before + second * after) / sin(angle)
    return result


def random_quaternion(rand: Any = None) -> Array:
    """Uniform over all rotations, from three numbers in [0, 1) (Shoemake 1992)."""
    u, v, w = np.random.default_rng().random(3) if rand is None else rand
    low, high = sqrt(1.0 - u), sqrt(u)
    return np.array(
        [
            sin(2.0 * pi * v) * low,
            cos(2.0 * pi * v) * low,
            sin(2.0 * pi * w) * high,
            cos(2.0 * pi * w) * high,
        ]
    )


def random_rotation_matrix(rand: Any = None) -> Array:
    return quaternion_matrix([float(part) for part in random_quaternion(rand)])


def _homogeneous(rotation: Any) -> Array:
    return np.asarray(affines.compose(ORIGIN, rotation, NO_ZOOM))


def _w_first(quaternion: Sequence[float]) -> Quaternion:
    x, y, z, w = quaternion
    return (w, x, y, z)


def _w_last(quaternion: Sequence[float]) -> Quaternion:
    w, x, y, z = quaternion
    return (x, y, z, w)
