"""Poses as the ROS types that `ros_gz_bridge` makes of Gazebo's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from atelier_grader.engine.mujoco.topics import ros_frame
from atelier_grader.messages import encode, header, new
from atelier_grader.sdf.pose import Transform

TF = "tf2_msgs/msg/TFMessage"


@dataclass(frozen=True)
class NamedPose:
    """The pose of frame `child` in `frame`."""

    frame: str
    child: str
    pose: Transform


def pose_vector(now_ns: int, poses: Sequence[NamedPose], ros_type: str) -> bytes:
    """gz.msgs.Pose_V: a PoseArray on request, else a TFMessage."""
    if ros_type == "geometry_msgs/msg/PoseArray":
        frame = poses[0].frame if poses else ""
        return encode(
            new(ros_type, header=header(now_ns, ros_frame(frame)), poses=[_pose(p) for p in poses])
        )
    return encode(new(TF, transforms=[_stamped(now_ns, pose) for pose in poses]))


def pose_message(now_ns: int, pose: NamedPose, ros_type: str) -> bytes:
    """gz.msgs.Pose: a PoseStamped, or what `ros_type` asks for."""
    if ros_type == "geometry_msgs/msg/Pose":
        return encode(_pose(pose))
    if ros_type == "geometry_msgs/msg/Transform":
        return encode(_transform(pose))
    if ros_type == "geometry_msgs/msg/TransformStamped":
        return encode(_stamped(now_ns, pose))
    head = header(now_ns, ros_frame(pose.frame))
    return encode(new("geometry_msgs/msg/PoseStamped", header=head, pose=_pose(pose)))


def _stamped(now_ns: int, pose: NamedPose) -> Any:
    return new(
        "geometry_msgs/msg/TransformStamped",
        header=header(now_ns, ros_frame(pose.frame)),
        child_frame_id=ros_frame(pose.child),
        transform=_transform(pose),
    )


def _transform(pose: NamedPose) -> Any:
    return new(
        "geometry_msgs/msg/Transform",
        translation=_vector("geometry_msgs/msg/Vector3", pose),
        rotation=_quaternion(pose),
    )


def _pose(pose: NamedPose) -> Any:
    return new(
        "geometry_msgs/msg/Pose",
        position=_vector("geometry_msgs/msg/Point", pose),
        orientation=_quaternion(pose),
    )


def _vector(type_name: str, pose: NamedPose) -> Any:
    x, y, z = pose.pose.position.tolist()
    return new(type_name, x=x, y=y, z=z)


def _quaternion(pose: NamedPose) -> Any:
    w, x, y, z = pose.pose.orientation.tolist()
    return new("geometry_msgs/msg/Quaternion", x=x, y=y, z=z, w=w)
