"""Homogeneous matrices: making them, and taking them apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from .rotations import EPSILON, euler_from_matrix, euler_matrix

Array = npt.NDArray[np.float64]
Parts = tuple[Array, list[float], list[float], Array, Array]


def identity_matrix() -> Array:
    return np.identity(4)


def translation_matrix(direction: Any) -> Array:
    matrix = np.identity(4)
    matrix[:3, 3] = np.asarray(direction)[:3]
    return matrix


def translation_from_matrix(matrix: Any) -> Array:
    affine: npt.NDArray[np.float64] = np.array(matrix, np.float64)
    return np.array(affine[:3, 3])


def concatenate_matrices(*matrices: Any) -> Array:
    """Their product: the last one acts first."""
    product = np.identity(4)
    for matrix in matrices:
        product = product @ np.asarray(matrix, np.float64)
    return product


def inverse_matrix(matrix: Any) -> Array:
    return np.linalg.inv(np.asarray(matrix, np.float64))


def is_same_transform(matrix0: Any, matrix1: Any) -> bool:
    """Whether they are equal up to a factor, within numpy's usual tolerances."""
    first, second = np.asarray(matrix0, np.float64), np.asarray(matrix1, np.float64)
    return bool(np.allclose(first / first[3, 3], second / second[3, 3]))


def reflection_matrix(point: Any, normal: Any) -> Array:
    """Mirrors at the plane through `point`."""
    unit = _unit(normal)
    return _about(np.identity(3) - 2.0 * np.outer(unit, unit), point)


def reflection_from_matrix(matrix: Any) -> tuple[Array, Array]:
    """A point (4,) of the plane and its normal (3,)."""
    affine = np.asarray(matrix, np.float64)
    return _fixed_point(affine), _eigenvector(affine[:3, :3], -1.0)


def scale_matrix(factor: float, origin: Any = None, direction: Any = None) -> Array:
    """Scales around `origin`, along `direction` or all axes."""
    if direction is None:
        linear = factor * np.identity(3)
    else:
        unit = _unit(direction)
        linear = np.identity(3) - (1.0 - factor) * np.outer(unit, unit)
    return _about(linear, origin)


def scale_from_matrix(matrix: Any) -> tuple[float, Array, Array | None]:
    """Factor, origin (4,), and direction (3,), None if the scale is along all axes."""
    affine = np.asarray(matrix, np.float64)
    linear = affine[:3, :3]
    factor = float(np.trace(linear)) - 2.0
    try:
        direction: Array | None = _eigenvector(linear, factor)
    except ValueError:
        factor, direction = (factor + 2.0) / 3.0, None
    return factor, _fixed_point(affine), direction


def shear_matrix(angle: float, direction: Any, point: Any, normal: Any) -> Array:
    """Moves points along `direction` by tan(angle) times their distance from a plane.

    Raises `ValueError` if `direction` does not lie in the plane.
    """
    along, up = _unit(direction), _unit(normal)
    if abs(along @ up) > 1e-6:
        raise ValueError(f"expected a direction across the normal {up}, got {along}")
    return _about(np.identity(3) + np.tan(angle) * np.outer(along, up), point)


def compose_matrix(
    scale: Any = None,
    shear: Any = None,
    angles: Any = None,
    translate: Any = None,
    perspective: Any = None,
) -> Array:
    """perspective @ translation @ rotation (about fixed x, y, z) @ shear @ scale."""
    matrix = np.identity(4)
    if perspective is not None:
        matrix[3, :] = np.asarray(perspective)[:4]
    if translate is not None:
        matrix = matrix @ translation_matrix(translate)
    if angles is not None:
        matrix = matrix @ euler_matrix(angles[0], angles[1], angles[2], "sxyz")
    if shear is not None:
        sheared = np.identity(4)
        sheared[0, 1], sheared[0, 2], sheared[1, 2] = shear
        matrix = matrix @ sheared
    if scale is not None:
        matrix = matrix @ np.diag([*np.asarray(scale)[:3], 1.0])
    result: Array = matrix / matrix[3, 3]
    return result


def decompose_matrix(matrix: Any) -> Parts:
    """Scale (3,), shear (xy, xz, yz), angles, translation (3,) and perspective (4,).

    Raises `ValueError` if the matrix has no inverse.
    """
    full = np.array(matrix, np.float64)
    if abs(full[3, 3]) < EPSILON:
        raise ValueError("M[3, 3] is zero")
    full /= full[3, 3]
    affine = full.copy()
    affine[3, :] = (0.0, 0.0, 0.0, 1.0)
    if abs(np.linalg.det(affine)) < EPSILON:
        raise ValueError("Matrix is singular")
    # linear = rotation @ unit triangle @ diagonal: a QR decomposition.
    rotation, triangle = np.linalg.qr(affine[:3, :3])
    signs = np.sign(np.diag(triangle))
    rotation, triangle = rotation * signs, triangle * signs[:, None]
    if np.linalg.det(rotation) < 0.0:
        rotation, triangle = -rotation, -triangle
    scale = np.diag(triangle).copy()
    unit = triangle / scale
    shear = [float(unit[0, 1]), float(unit[0, 2]), float(unit[1, 2])]
    angles = list(euler_from_matrix(rotation, "sxyz"))
    return scale, shear, angles, affine[:3, 3].copy(), full[3, :] @ np.linalg.inv(affine)


def superimposition_matrix(v0: Any, v1: Any, scaling: bool = False, usesvd: bool = True) -> Array:
    """What moves the points `v0` (3 or 4, n) onto `v1` with least squares (Kabsch 1978).

    `usesvd` is accepted and changes nothing: both methods have one answer.
    """
    first = np.asarray(v0, np.float64)[:3]
    second = np.asarray(v1, np.float64)[:3]
    from_centre, to_centre = first.mean(axis=1), second.mean(axis=1)
    first, second = first - from_centre[:, None], second - to_centre[:, None]
    left, _, right = np.linalg.svd(second @ first.T)
    handedness = np.diag([1.0, 1.0, float(np.sign(np.linalg.det(left @ right)))])
    linear = left @ handedness @ right
    if scaling:
        linear *= np.sqrt(np.sum(second**2) / np.sum(first**2))
    matrix = np.identity(4)
    matrix[:3, :3] = linear
    matrix[:3, 3] = to_centre - linear @ from_centre
    return matrix


def _unit(vector: Any) -> Array:
    values = np.asarray(vector, np.float64)[:3]
    result: Array = values / np.linalg.norm(values)
    return result


def _about(linear: Array, centre: Any) -> Array:
    """`linear`, with `centre` staying where it is."""
    matrix = np.identity(4)
    matrix[:3, :3] = linear
    if centre is not None:
        point = np.asarray(centre, np.float64)[:3]
        matrix[:3, 3] = point - linear @ point
    return matrix


def _eigenvector(matrix: Array, value: float) -> Array:
    """The unit eigenvector for a real eigenvalue. Raises `ValueError` if it has none."""
    values, vectors = np.linalg.eig(matrix)
    near: Sequence[int] = np.flatnonzero(np.abs(values - value) < 1e-8).tolist()
    if not near:
        raise ValueError(f"expected a matrix with the eigenvalue {value:g}, got {values}")
    vector = np.real(vectors[:, near[-1]])
    result: Array = vector / np.linalg.norm(vector)
    return result


def _fixed_point(affine: Array) -> Array:
    """A point (4,) that stays where it is."""
    point = _eigenvector(affine, 1.0)
    values, vectors = np.linalg.eig(affine)
    for index in np.flatnonzero(np.abs(values - 1.0) < 1e-8):
        candidate = np.real(vectors[:, index])
        if abs(candidate[3]) > abs(point[3]):
            point = candidate
    result: Array = point / point[3]
    return result
