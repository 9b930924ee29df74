"""`do_transform_cloud` moves a cloud's x, y and z, and keeps the other fields."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import tf2_ros
from geometry_msgs.msg import Transform, TransformStamped
from sensor_msgs.msg import PointCloud2
from sensor_msgs_py.point_cloud2 import create_cloud, read_points
from std_msgs.msg import Header
from tf2_py.rigid import canonical, rotate

AXES = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))


def transform_points(point_cloud: npt.NDArray[Any], transform: Transform) -> npt.NDArray[Any]:
    """`point_cloud` (n, 3) in the parent frame of `transform`."""
    by = transform.translation
    turn = transform.rotation
    unit = canonical((turn.x, turn.y, turn.z, turn.w))
    rows = np.array([rotate(unit, axis) for axis in AXES])  # the rotation matrix, transposed
    result: npt.NDArray[Any] = point_cloud @ rows + np.array([by.x, by.y, by.z])
    return result


def do_transform_cloud(cloud: PointCloud2, transform: Transform | TransformStamped) -> PointCloud2:
    """A new cloud in the frame of `transform`, with the stamp of `cloud`.

    Raises `AssertionError` if x, y or z is no field of it.
    """
    header = Header(stamp=cloud.header.stamp, frame_id=cloud.header.frame_id)
    if isinstance(transform, TransformStamped):
        header.frame_id = transform.header.frame_id
        transform = transform.transform
    names = [field.name for field in cloud.fields]
    if not set("xyz") <= set(names):
        raise AssertionError(f"expected the fields x, y and z in a point cloud, got {names}")
    points = read_points(cloud).copy()
    moved = transform_points(np.stack([points[axis] for axis in "xyz"], axis=1), transform)
    for column, axis in enumerate("xyz"):
        points[axis] = moved[:, column]
    return create_cloud(header, cloud.fields, points)


def to_msg_msg(msg: PointCloud2) -> PointCloud2:
    """A message is its own message."""
    return msg


from_msg_msg = to_msg_msg

tf2_ros.TransformRegistration().add(PointCloud2, do_transform_cloud)
tf2_ros.ConvertRegistration().add_to_msg(PointCloud2, to_msg_msg)
tf2_ros.ConvertRegistration().add_from_msg(PointCloud2, from_msg_msg)
