"""Transforms applied to messages: points, vectors, poses, covariances, wrenches, clouds."""

from __future__ import annotations

from math import cos, pi, sin

import numpy as np
import pytest
import tf2_geometry_msgs as tf2
from geometry_msgs.msg import (
    Point32,
    PointStamped,
    PolygonStamped,
    PoseStamped,
    PoseWithCovarianceStamped,
    TransformStamped,
    Vector3Stamped,
    WrenchStamped,
)
from sensor_msgs.msg import PointCloud2, PointField
from sensor_msgs_py import point_cloud2
from std_msgs.msg import Header
from tf2_sensor_msgs import do_transform_cloud


@pytest.fixture
def quarter_turn() -> TransformStamped:
    """90 degrees to the left, then 10 m ahead, into `map`; the rotation is not of length 1."""
    transform = TransformStamped(child_frame_id="base")
    transform.header.frame_id = "map"
    transform.transform.translation.x = 10.0
    transform.transform.rotation.z = 2.0 * sin(pi / 4)
    transform.transform.rotation.w = 2.0 * cos(pi / 4)
    return transform


def test_a_point_is_turned_and_moved_a_vector_only_turned(quarter_turn: TransformStamped) -> None:
    point = PointStamped()
    point.point.x, point.point.z = 2.0, 1.0
    moved = tf2.do_transform_point(point, quarter_turn)
    assert (moved.point.x, moved.point.y, moved.point.z) == pytest.approx((10.0, 2.0, 1.0))
    assert moved.header.frame_id == "map"
    vector = Vector3Stamped()
    vector.vector.x = 2.0
    turned = tf2.do_transform_vector3(vector, quarter_turn).vector
    assert (turned.x, turned.y, turned.z) == pytest.approx((0.0, 2.0, 0.0))
    assert quarter_turn.transform.translation.x == 10.0


def test_a_pose_a_polygon_and_a_wrench(quarter_turn: TransformStamped) -> None:
    pose = PoseStamped()
    pose.pose.position.x = 1.0
    pose.pose.orientation.z, pose.pose.orientation.w = sin(pi / 4), cos(pi / 4)
    moved = tf2.do_transform_pose_stamped(pose, quarter_turn).pose
    assert (moved.position.x, moved.position.y) == pytest.approx((10.0, 1.0))
    assert (moved.orientation.z, abs(moved.orientation.w)) == pytest.approx((1.0, 0.0), abs=1e-12)
    polygon = PolygonStamped()
    polygon.polygon.points = [Point32(x=1.0), Point32(y=1.0)]
    corners = tf2.do_transform_polygon_stamped(polygon, quarter_turn).polygon.points
    at = [part for point in corners for part in (point.x, point.y)]
    assert at == pytest.approx([10.0, 1.0, 9.0, 0.0], abs=1e-6)
    wrench = WrenchStamped()
    wrench.wrench.force.x, wrench.wrench.torque.y = 3.0, 1.0
    turned = tf2.do_transform_wrench(wrench, quarter_turn).wrench
    assert (turned.force.y, turned.torque.x) == pytest.approx((3.0, -1.0))


def test_a_covariance_is_turned(quarter_turn: TransformStamped) -> None:
    pose = PoseWithCovarianceStamped()
    pose.pose.pose.orientation.w = 1.0
    pose.pose.covariance = np.diag([4.0, 1.0, 0.5, 0.3, 0.2, 0.1]).ravel()
    moved = tf2.do_transform_pose_with_covariance_stamped(pose, quarter_turn)
    covariance = np.reshape(moved.pose.covariance, (6, 6))
    assert covariance == pytest.approx(np.diag([1.0, 4.0, 0.5, 0.2, 0.3, 0.1]), abs=1e-12)


def cloud() -> PointCloud2:
    fields = [
        PointField(name=name, offset=4 * at, datatype=PointField.FLOAT32, count=1)
        for at, name in enumerate(("x", "y", "z"))
    ]
    fields.append(PointField(name="ring", offset=16, datatype=PointField.UINT16, count=1))
    points = [(1.0, 0.0, 0.5, 3), (float("nan"), 0.0, 0.0, 4), (0.0, 2.0, 0.0, 5)]
    return point_cloud2.create_cloud(Header(frame_id="base"), fields, points, step=20)


def test_a_cloud_keeps_its_other_fields(quarter_turn: TransformStamped) -> None:
    moved = do_transform_cloud(cloud(), quarter_turn)
    points = point_cloud2.read_points(moved, skip_nans=True)
    assert points["x"].tolist() == pytest.approx([10.0, 8.0])
    assert points["y"].tolist() == pytest.approx([1.0, 0.0], abs=1e-6)
    assert points["ring"].tolist() == [3, 5]
    assert (moved.header.frame_id, moved.point_step, moved.width) == ("map", 18, 3)


def test_points_are_read_by_field_index_and_byte_order() -> None:
    message = cloud()
    assert point_cloud2.read_points_list(message, ["ring", "x"], uvs=[2]) == [(5, 0.0)]
    columns = point_cloud2.read_points_numpy(message, ["x", "y", "z"], skip_nans=True)
    assert columns.tolist() == [[1.0, 0.0, 0.5], [0.0, 2.0, 0.0]]
    with pytest.raises(AssertionError, match="has no field 'intensity'"):
        point_cloud2.read_points(message, ["intensity"])
    points = point_cloud2.read_points(message)
    swapped = cloud()
    swapped.is_bigendian = True
    swapped.data = points.byteswap().tobytes()
    again = point_cloud2.read_points(swapped, skip_nans=True)
    assert again["ring"].tolist() == [3, 5]
    assert again["y"].tolist() == [0.0, 2.0]


def test_an_organized_cloud_and_one_of_xyz() -> None:
    grid = np.zeros((2, 3), point_cloud2.dtype_from_fields(cloud().fields))
    grid["x"] = np.arange(6).reshape(2, 3)
    message = point_cloud2.create_cloud(Header(), cloud().fields, grid)
    assert (message.height, message.width, message.row_step) == (2, 3, 54)
    organized = point_cloud2.read_points(message, ["x"], reshape_organized_cloud=True)
    assert organized["x"].tolist() == [[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]]
    flat = point_cloud2.create_cloud_xyz32(Header(), np.arange(6.0).reshape(2, 3))
    assert point_cloud2.read_points_list(flat) == [(0.0, 1.0, 2.0), (3.0, 4.0, 5.0)]
