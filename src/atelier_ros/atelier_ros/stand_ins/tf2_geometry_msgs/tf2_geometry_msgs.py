"""A function for each type: the message and a `TransformStamped` in, a new message out.

The results carry the transform's header. A rotation need not have length 1.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import tf2_ros
from geometry_msgs.msg import (
    Point,
    Point32,
    PointStamped,
    PolygonStamped,
    Pose,
    PoseStamped,
    PoseWithCovarianceStamped,
    Quaternion,
    TransformStamped,
    Vector3,
    Vector3Stamped,
    WrenchStamped,
)
from tf2_py.rigid import Quaternion as Rotation
from tf2_py.rigid import Vector, canonical, multiply, rotate


def do_transform_point(point: PointStamped, transform: TransformStamped) -> PointStamped:
    x, y, z = _moved(_xyz(point.point), transform)
    return PointStamped(header=transform.header, point=Point(x=x, y=y, z=z))


def do_transform_vector3(vector3: Vector3Stamped, transform: TransformStamped) -> Vector3Stamped:
    """A vector is turned, not moved."""
    return Vector3Stamped(header=transform.header, vector=_turned(vector3.vector, transform))


def do_transform_pose(pose: Pose, transform: TransformStamped) -> Pose:
    x, y, z = _moved(_xyz(pose.position), transform)
    a, b, c, w = canonical(multiply(_rotation(transform), _xyzw(pose.orientation)))
    return Pose(position=Point(x=x, y=y, z=z), orientation=Quaternion(x=a, y=b, z=c, w=w))


def do_transform_pose_stamped(pose: PoseStamped, transform: TransformStamped) -> PoseStamped:
    return PoseStamped(header=transform.header, pose=do_transform_pose(pose.pose, transform))


def do_transform_pose_with_covariance_stamped(
    pose: PoseWithCovarianceStamped, transform: TransformStamped
) -> PoseWithCovarianceStamped:
    result = PoseWithCovarianceStamped(header=transform.header)
    result.pose.pose = do_transform_pose(pose.pose.pose, transform)
    result.pose.covariance = transform_covariance(pose.pose.covariance, transform)
    return result


def do_transform_polygon_stamped(
    polygon: PolygonStamped, transform: TransformStamped
) -> PolygonStamped:
    result = PolygonStamped(header=transform.header)
    for point in polygon.polygon.points:
        x, y, z = _moved(_xyz(point), transform)
        result.polygon.points.append(Point32(x=x, y=y, z=z))
    return result


def do_transform_wrench(wrench: WrenchStamped, transform: TransformStamped) -> WrenchStamped:
    """Force and torque are turned; the point at which they act stays."""
    result = WrenchStamped(header=transform.header)
    result.wrench.force = _turned(wrench.wrench.force, transform)
    result.wrench.torque = _turned(wrench.wrench.torque, transform)
    return result


def transform_covariance(cov_in: Any, transform: TransformStamped) -> npt.NDArray[np.float64]:
    """A covariance (36,), row-major over position and rotation, along the target's axes: R C R^T
    for each of its four blocks."""
    rotation = np.stack([rotate(_rotation(transform), axis) for axis in AXES], axis=1)
    both = np.kron(np.eye(2), rotation)
    covariance = np.asarray(cov_in, np.float64).reshape(6, 6)
    result: npt.NDArray[np.float64] = (both @ covariance @ both.T).ravel()
    return result


def to_msg_msg(msg: Any) -> Any:
    """A message is its own message."""
    return msg


from_msg_msg = to_msg_msg

AXES = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))


def _xyz(point: Point | Point32 | Vector3) -> Vector:
    return (point.x, point.y, point.z)


def _xyzw(rotation: Quaternion) -> Rotation:
    return (rotation.x, rotation.y, rotation.z, rotation.w)


def _rotation(transform: TransformStamped) -> Rotation:
    return canonical(_xyzw(transform.transform.rotation))


def _moved(point: Vector, transform: TransformStamped) -> Vector:
    x, y, z = rotate(_rotation(transform), point)
    by = transform.transform.translation
    return (x + by.x, y + by.y, z + by.z)


def _turned(vector: Vector3, transform: TransformStamped) -> Vector3:
    x, y, z = rotate(_rotation(transform), _xyz(vector))
    return Vector3(x=x, y=y, z=z)


TRANSFORMS = {
    PointStamped: do_transform_point,
    Vector3Stamped: do_transform_vector3,
    PoseStamped: do_transform_pose_stamped,
    PoseWithCovarianceStamped: do_transform_pose_with_covariance_stamped,
    PolygonStamped: do_transform_polygon_stamped,
    WrenchStamped: do_transform_wrench,
}

for _type, _function in TRANSFORMS.items():
    tf2_ros.TransformRegistration().add(_type, _function)
    tf2_ros.ConvertRegistration().add_to_msg(_type, to_msg_msg)
    tf2_ros.ConvertRegistration().add_from_msg(_type, from_msg_msg)
