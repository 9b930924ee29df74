"""Rigid transforms as 4 x 4 matrices, from and to SDFormat's and URDF's roll, pitch, yaw."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.float64]


def from_xyz_rpy(values: npt.ArrayLike) -> Matrix:
    """(x, y, z, roll, pitch, yaw), metres and radians; the angles about fixed axes x, y, z."""
    x, y, z, roll, pitch, yaw = np.asarray(values, dtype=np.float64)
    (cr, sr), (cp, sp), (cy, sy) = ((np.cos(a), np.sin(a)) for a in (roll, pitch, yaw))
    return np.array(
        [
            [cy * cp, cy * sp * sr - sy * cr, cy * sp * cr + sy * sr, x],
            [sy * cp, sy * sp * sr + cy * cr, sy * sp * cr - cy * sr, y],
            [-sp, cp * sr, cp * cr, z],
            [0.0, 0.0, 0.0, 1.0],
        ]
    )


def to_xyz_rpy(matrix: Matrix) -> tuple[Matrix, Matrix]:
    """Translation (3,), and roll, pitch, yaw (3,); at a pitch of 90 degrees roll is 0."""
    pitch = np.arctan2(-matrix[2, 0], np.hypot(matrix[0, 0], matrix[1, 0]))
    if np.hypot(matrix[0, 0], matrix[1, 0]) < 1e-9:
        roll, yaw = 0.0, np.arctan2(-matrix[0, 1], matrix[1, 1])
    else:
        roll = np.arctan2(matrix[2, 1], matrix[2, 2])
        yaw = np.arctan2(matrix[1, 0], matrix[0, 0])
    return matrix[:3, 3], np.array([roll, pitch, yaw])


def inverse(matrix: Matrix) -> Matrix:
    rotation = matrix[:3, :3].T
    result = np.eye(4)
    result[:3, :3] = rotation
    result[:3, 3] = -rotation @ matrix[:3, 3]
    return result
