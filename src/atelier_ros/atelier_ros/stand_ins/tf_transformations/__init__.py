"""Rotations by matrix, quaternion and Euler angles, as ROS 1's `tf.transformations` had them.

Quaternions are (x, y, z, w), matrices homogeneous (4, 4), angles in radians; Euler angles follow
one of 24 sequences: `sxyz` is roll, pitch, yaw about the fixed axes. The work is done by
`transforms3d`, which has the quaternion's w first.
"""

from __future__ import annotations

from .matrices import (
    compose_matrix,
    concatenate_matrices,
    decompose_matrix,
    identity_matrix,
    inverse_matrix,
    is_same_transform,
    reflection_from_matrix,
    reflection_matrix,
    scale_from_matrix,
    scale_matrix,
    shear_matrix,
    superimposition_matrix,
    translation_from_matrix,
    translation_matrix,
)
from .rotations import (
    _AXES2TUPLE,
    euler_from_matrix,
    euler_from_quaternion,
    euler_matrix,
    quaternion_about_axis,
    quaternion_conjugate,
    quaternion_from_euler,
    quaternion_from_matrix,
    quaternion_inverse,
    quaternion_matrix,
    quaternion_multiply,
    quaternion_slerp,
    random_quaternion,
    random_rotation_matrix,
    rotation_from_matrix,
    rotation_matrix,
)
from .vectors import random_vector, unit_vector, vector_norm

__all__ = [
    "_AXES2TUPLE",
    "compose_matrix",
    "concatenate_matrices",
    "decompose_matrix",
    "euler_from_matrix",
    "euler_from_quaternion",
    "euler_matrix",
    "identity_matrix",
    "inverse_matrix",
    "is_same_transform",
    "quaternion_about_axis",
    "quaternion_conjugate",
    "quaternion_from_euler",
    "quaternion_from_matrix",
    "quaternion_inverse",
    "quaternion_matrix",
    "quaternion_multiply",
    "quaternion_slerp",
    "random_quaternion",
    "random_rotation_matrix",
    "random_vector",
    "reflection_from_matrix",
    "reflection_matrix",
    "rotation_from_matrix",
    "rotation_matrix",
    "scale_from_matrix",
    "scale_matrix",
    "shear_matrix",
    "superimposition_matrix",
    "translation_from_matrix",
    "translation_matrix",
    "unit_vector",
    "vector_norm",
]

LEFT_OUT = (
    "Arcball", "clip_matrix", "orthogonalization_matrix", "projection_from_matrix",
    "projection_matrix", "shear_from_matrix",
)  # fmt: skip


def __getattr__(name: str) -> object:
    if name in LEFT_OUT:
        raise AttributeError(
            f"tf_transformations.{name} is for graphics and crystals: this stand-in leaves it out"
        )
    raise AttributeError(f"module 'tf_transformations' has no attribute {name!r}")
