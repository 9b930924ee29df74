"""A pose as the CDR bytes of a ROS message."""

from __future__ import annotations

import struct

from atelier_grader.engine.protocol import Pose

POSE_TYPE = "geometry_msgs/msg/PoseStamped"

LAYOUT = struct.Struct("<4siII6s6x7d")
"""Encapsulation, stamp, the frame id `world` with its length, padding to 8 bytes, the pose."""

ENCAPSULATION = b"\x00\x01\x00\x00"
NS = 1_000_000_000


def pose_stamped(now_ns: int, pose: Pose) -> bytes:
    """geometry_msgs/msg/PoseStamped in the frame `world`."""
    x, y, z = pose.position.tolist()
    qw, qx, qy, qz = pose.orientation.tolist()
    return LAYOUT.pack(
        ENCAPSULATION, now_ns // NS, now_ns % NS, 6, b"world\0", x, y, z, qx, qy, qz, qw
    )
