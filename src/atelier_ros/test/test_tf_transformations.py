"""tf_transformations: forms of a rotation, and matrices taken apart."""

from __future__ import annotations

from math import pi

import numpy as np
import pytest
import tf_transformations as tf


def test_yaw_there_and_back_with_w_last() -> None:
    quaternion = tf.quaternion_from_euler(0.0, 0.0, pi / 2)
    assert quaternion == pytest.approx((0.0, 0.0, 0.5**0.5, 0.5**0.5))
    assert tf.euler_from_quaternion(quaternion) == pytest.approx((0.0, 0.0, pi / 2))
    assert tf.quaternion_from_euler(1, 2, 3, "ryxz") == pytest.approx(
        (0.310622, -0.718287, 0.444435, 0.435953), abs=1e-6
    )


@pytest.mark.parametrize("axes", sorted(tf._AXES2TUPLE))
def test_every_sequence_of_euler_angles(axes: str) -> None:
    matrix = tf.euler_matrix(0.3, -1.1, 2.0, axes)
    again = tf.euler_matrix(*tf.euler_from_matrix(matrix, axes), axes)
    assert again == pytest.approx(matrix)
    assert tf.quaternion_matrix(tf.quaternion_from_euler(0.3, -1.1, 2.0, axes)) == pytest.approx(
        matrix
    )


def test_products_inverses_and_axes() -> None:
    assert tf.quaternion_multiply([1, -2, 3, 4], [-5, 6, 7, 8]) == pytest.approx((-44, -14, 48, 28))
    quaternion = tf.quaternion_about_axis(0.123, (1, 0, 0))
    assert quaternion == pytest.approx((0.06146124, 0, 0, 0.99810947))
    one = tf.quaternion_multiply(quaternion, tf.quaternion_inverse(quaternion))
    assert one == pytest.approx((0, 0, 0, 1))
    turn = tf.rotation_matrix(0.7, (1, 2, 3), (4, 5, 6))
    angle, axis, point = tf.rotation_from_matrix(turn)
    assert tf.rotation_matrix(angle, axis, point) == pytest.approx(turn)
    assert turn @ [4, 5, 6, 1] == pytest.approx(np.array([4, 5, 6, 1]))


def test_half_way_between_two_rotations() -> None:
    first, second = tf.quaternion_from_euler(0, 0, 0.2), tf.quaternion_from_euler(0, 0, 1.0)
    half = tf.quaternion_slerp(first, second, 0.5)
    assert tf.euler_from_quaternion(half) == pytest.approx((0.0, 0.0, 0.6))
    other = tf.quaternion_slerp(first, [-part for part in second], 0.5)
    assert other == pytest.approx(half)


def test_a_matrix_is_taken_apart_and_put_together() -> None:
    parts = ((2.0, 0.5, 1.5), (0.1, -0.2, 0.3), (0.4, -0.5, 0.6), (1.0, 2.0, 3.0))
    found = tf.decompose_matrix(tf.compose_matrix(*parts))
    for expected, got in zip(parts, found, strict=False):
        assert list(got) == pytest.approx(list(expected))
    seen = tf.compose_matrix(*parts, perspective=(0.01, 0.02, 0.0, 1.0))
    assert seen[3].tolist() != [0.0, 0.0, 0.0, 1.0]
    assert tf.is_same_transform(tf.compose_matrix(*tf.decompose_matrix(seen)), seen)
    with pytest.raises(ValueError, match="singular"):
        tf.decompose_matrix(np.diag([1.0, 1.0, 0.0, 1.0]))


def test_mirrors_scales_and_shears() -> None:
    mirror = tf.reflection_matrix((1, 0, 0), (1, 0, 0))
    assert mirror @ [3, 4, 5, 1] == pytest.approx(np.array([-1, 4, 5, 1]))
    assert tf.reflection_matrix(*tf.reflection_from_matrix(mirror)) == pytest.approx(mirror)
    for scale in (tf.scale_matrix(3.0, (1, 2, 3)), tf.scale_matrix(-2.0, (1, 2, 3), (0, 1, 0))):
        assert tf.scale_matrix(*tf.scale_from_matrix(scale)) == pytest.approx(scale)
    shear = tf.shear_matrix(pi / 4, (1, 0, 0), (0, 0, 1), (0, 0, 1))
    assert shear @ [0, 0, 3, 1] == pytest.approx(np.array([2, 0, 3, 1]))
    with pytest.raises(ValueError, match="expected a direction across the normal"):
        tf.shear_matrix(1.0, (0, 0, 1), (0, 0, 0), (0, 0, 1))


def test_points_are_laid_on_points() -> None:
    generator = np.random.default_rng(4)
    points = generator.normal(size=(3, 20))
    move = tf.concatenate_matrices(
        tf.translation_matrix((1, 2, 3)), tf.euler_matrix(0.3, 0.2, 0.1), tf.scale_matrix(2.0)
    )
    moved = (move @ np.vstack([points, np.ones(20)]))[:3]
    assert tf.superimposition_matrix(points, moved, scaling=True) == pytest.approx(move)
    assert tf.inverse_matrix(move) @ move == pytest.approx(tf.identity_matrix())
    assert tf.translation_from_matrix(move) == pytest.approx(np.array([1, 2, 3]))


def test_lengths_and_random_rotations() -> None:
    assert tf.vector_norm([3.0, 4.0]) == 5.0
    assert tf.unit_vector([[3.0, 4.0], [0.0, 2.0]], axis=1).tolist() == [[0.6, 0.8], [0.0, 1.0]]
    assert tf.vector_norm(tf.random_quaternion()) == pytest.approx(1.0)
    assert len(tf.random_vector(3)) == 3
    turn = tf.random_rotation_matrix((0.1, 0.2, 0.3))
    assert turn.T @ turn == pytest.approx(np.identity(4))


def test_what_is_left_out_says_so() -> None:
    with pytest.raises(AttributeError, match="clip_matrix is for graphics and crystals"):
        _ = tf.clip_matrix
    with pytest.raises(AttributeError, match="has no attribute 'quaternion_from_eular'"):
        _ = tf.quaternion_from_eular
