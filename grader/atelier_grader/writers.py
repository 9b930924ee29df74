"""Hot messages as CDR bytes: what never changes is serialised once, the rest is patched in.

Each writer's `write` equals rosbags' own serialisation byte for byte (a test holds that), at a
tenth of its time. The variable parts of these types have a fixed size and stand at their end.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from atelier_grader.messages import NS, encode, header, new

Floats = npt.NDArray[np.float64]

_STAMP = struct.Struct("<iI")
_STAMP_AT = 4
_CLOCK = struct.Struct("<4siI")
_ENCAPSULATION = b"\x00\x01\x00\x00"
_COVARIANCE = 36 * 8
_POSE = struct.Struct("<7d")
_TWIST = struct.Struct("<6d")
_QUATERNION = struct.Struct("<4d")
_VECTOR = struct.Struct("<3d")


def clock(now_ns: int) -> bytes:
    """rosgraph_msgs/msg/Clock."""
    return _CLOCK.pack(_ENCAPSULATION, now_ns // NS, now_ns % NS)


class _Template:
    """The bytes of one message whose header's stamp is patched."""

    def __init__(self, message: Any) -> None:
        self.buffer = bytearray(encode(message))
        self.size = len(self.buffer)

    def stamp(self, now_ns: int) -> bytearray:
        _STAMP.pack_into(self.buffer, _STAMP_AT, now_ns // NS, now_ns % NS)
        return self.buffer


class OdometryWriter:
    """nav_msgs/msg/Odometry with one variance for all of pose and twist: zero, as Gazebo's."""

    def __init__(self, frame_id: str, child_frame_id: str, variance: float = 0.0) -> None:
        message = new(
            "nav_msgs/msg/Odometry", header=header(0, frame_id), child_frame_id=child_frame_id
        )
        for part in (message.pose, message.twist):
            part.covariance[::7] = variance
        self._template = _Template(message)
        self._twist_at = self._template.size - _COVARIANCE - _TWIST.size
        self._pose_at = self._twist_at - _COVARIANCE - _POSE.size

    def write(
        self,
        now_ns: int,
        position: Sequence[float],
        quaternion_xyzw: Sequence[float],
        linear: Sequence[float],
        angular: Sequence[float],
    ) -> bytes:
        buffer = self._template.stamp(now_ns)
        _POSE.pack_into(buffer, self._pose_at, *position, *quaternion_xyzw)
        _TWIST.pack_into(buffer, self._twist_at, *linear, *angular)
        return bytes(buffer)


class ImuWriter:
    """sensor_msgs/msg/Imu; covariances (9,) are row-major and fixed."""

    def __init__(
        self,
        frame_id: str,
        orientation: Floats,
        angular_velocity: Floats,
        linear_acceleration: Floats,
    ) -> None:
        message = new(
            "sensor_msgs/msg/Imu",
            header=header(0, frame_id),
            orientation_covariance=orientation,
            angular_velocity_covariance=angular_velocity,
            linear_acceleration_covariance=linear_acceleration,
        )
        self._template = _Template(message)
        self._acceleration_at = self._template.size - 12 * 8
        self._rate_at = self._acceleration_at - 12 * 8
        self._orientation_at = self._rate_at - 13 * 8

    def write(
        self,
        now_ns: int,
        quaternion_xyzw: Sequence[float],
        angular_velocity: Sequence[float],
        linear_acceleration: Sequence[float],
    ) -> bytes:
        buffer = self._template.stamp(now_ns)
        _QUATERNION.pack_into(buffer, self._orientation_at, *quaternion_xyzw)
        _VECTOR.pack_into(buffer, self._rate_at, *angular_velocity)
        _VECTOR.pack_into(buffer, self._acceleration_at, *linear_acceleration)
        return bytes(buffer)


class LaserScanWriter:
    """sensor_msgs/msg/LaserScan of `count` beams; intensities are zero, as gpu_lidar's."""

    def __init__(
        self, frame_id: str, angles: tuple[float, float, float], ranges: tuple[float, float],
        count: int,
    ) -> None:  # fmt: skip
        message = new(
            "sensor_msgs/msg/LaserScan",
            header=header(0, frame_id),
            angle_min=angles[0],
            angle_max=angles[1],
            angle_increment=angles[2],
            range_min=ranges[0],
            range_max=ranges[1],
            ranges=np.zeros(count, np.float32),
            intensities=np.zeros(count, np.float32),
        )
        self._template = _Template(message)
        self._end = self._template.size - 4 - 4 * count
        self._start = self._end - 4 * count

    def write(self, now_ns: int, ranges_m: Floats) -> bytes:
        """`ranges_m` (count,), metres; inf where nothing was hit."""
        buffer = self._template.stamp(now_ns)
        buffer[self._start : self._end] = ranges_m.astype("<f4").tobytes()
        return bytes(buffer)


class ImageWriter:
    """sensor_msgs/msg/Image with 8-bit channels: `rgb8` or `mono8`."""

    def __init__(self, frame_id: str, width: int, height: int, encoding: str, channels: int):
        step = width * channels
        message = new(
            "sensor_msgs/msg/Image",
            header=header(0, frame_id),
            width=width,
            height=height,
            encoding=encoding,
            step=step,
            data=np.zeros(step * height, np.uint8),
        )
        self._template = _Template(message)
        self._data_at = self._template.size - step * height

    def write(self, now_ns: int, pixels: npt.NDArray[np.uint8]) -> bytes:
        """`pixels` (height, width, channels), first row on top."""
        head = memoryview(self._template.stamp(now_ns))[: self._data_at]
        return b"".join((head, np.ascontiguousarray(pixels).data))


class StampedWriter:
    """Any message that only changes its header's stamp, such as a CameraInfo."""

    def __init__(self, message: Any) -> None:
        self._template = _Template(message)

    def write(self, now_ns: int) -> bytes:
        return bytes(self._template.stamp(now_ns))


class JointStateWriter:
    """sensor_msgs/msg/JointState of the joints `names`, with position, velocity and effort."""

    def __init__(self, names: Sequence[str]) -> None:
        count = len(names)
        zeros = {field: np.zeros(count) for field in ("position", "velocity", "effort")}
        message = new("sensor_msgs/msg/JointState", header=header(0, ""), name=list(names), **zeros)
        self._template = _Template(message)
        # Each array is its length in four bytes, four of padding, and the values.
        self._stride = 8 + 8 * count
        self._first = self._template.size - 3 * self._stride + 8

    def write(self, now_ns: int, values: Floats) -> bytes:
        """`values` (3, n): positions, rad or m; velocities, per second; efforts, N m or N."""
        buffer = self._template.stamp(now_ns)
        for row, numbers in enumerate(values):
            start = self._first + row * self._stride
            buffer[start : start + numbers.nbytes] = numbers.astype("<f8").tobytes()
        return bytes(buffer)
