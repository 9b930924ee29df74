"""Messages from strangers, and the fast writers against rosbags itself."""

from __future__ import annotations

import numpy as np
import pytest

from atelier_grader import writers
from atelier_grader.messages import MessageError, decode, encode, header, new

TWIST = "geometry_msgs/msg/Twist"
NOW_NS = 12_345_678_901


def test_defaults_and_round_trip() -> None:
    message = new("sensor_msgs/msg/JointState", name=["a", "b"], position=np.array([1.0, 2.0]))
    back = decode("sensor_msgs/msg/JointState", encode(message))
    assert back.name == ["a", "b"]
    assert back.position.tolist() == [1, 2]
    assert back.velocity.tolist() == []
    assert new("nav_msgs/msg/Odometry").pose.covariance.shape == (36,)


def test_unknown_names() -> None:
    with pytest.raises(
        MessageError, match="there is no ROS type 'geometry_msgs/msg/Twst'; did you"
    ):
        new("geometry_msgs/msg/Twst")
    with pytest.raises(MessageError, match=r"Twist has no field 'linaer'; did you mean 'linear'"):
        new(TWIST, linaer=1)


@pytest.mark.parametrize(
    ("cdr", "message"),
    [
        (b"", "0 bytes are no such message"),
        (b"\0\1\0\0" + b"\0" * 47, "51 bytes are no such message"),
        (b"\xff" * 52, "52 bytes are no such message"),
        (b"\0\1\0\0" + b"\0" * 100, "104 bytes are no such message|over the limit"),
    ],
)
def test_bytes_that_are_no_message(cdr: bytes, message: str) -> None:
    with pytest.raises(MessageError, match=message):
        decode(TWIST, cdr)


def test_huge_claims_cost_nothing() -> None:
    """Lengths of four billion, in a short message."""
    for name in ("sensor_msgs/msg/JointState", "trajectory_msgs/msg/JointTrajectory",
                 "sensor_msgs/msg/Image", "std_msgs/msg/String"):  # fmt: skip
        with pytest.raises(MessageError):
            decode(name, b"\0\1\0\0" + b"\xff" * 200)
    with pytest.raises(MessageError, match="60 bytes are over the limit of 52"):
        decode(TWIST, b"\0" * 60, max_bytes=52)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_numbers_that_are_not_finite(value: float) -> None:
    twist = new(TWIST)
    twist.angular.z = value
    with pytest.raises(
        MessageError, match=rf"expected a finite number in 'angular.z', got {value}"
    ):
        decode(TWIST, encode(twist))
    joints = new("sensor_msgs/msg/JointState", effort=np.array([0.0, value]))
    with pytest.raises(MessageError, match=rf"in 'effort\[1\]', got {value}"):
        decode("sensor_msgs/msg/JointState", encode(joints))


def test_writers_equal_rosbags() -> None:
    """Byte for byte, for frame names of every alignment."""
    for length in range(9):
        frame = "f" * length
        stamped = header(NOW_NS, frame)
        vector, quaternion = "geometry_msgs/msg/Vector3", "geometry_msgs/msg/Quaternion"

        odometry = new("nav_msgs/msg/Odometry", header=stamped, child_frame_id="base")
        odometry.pose.pose = new(
            "geometry_msgs/msg/Pose",
            position=new("geometry_msgs/msg/Point", x=1.0, y=2.0, z=3.0),
            orientation=new(quaternion, x=0.1, y=0.2, z=0.3, w=0.4),
        )
        odometry.twist.twist = new(
            TWIST, linear=new(vector, x=4.0, y=5.0, z=6.0), angular=new(vector, x=7.0, y=8.0, z=9.0)
        )
        written = writers.OdometryWriter(frame, "base").write(
            NOW_NS, (1, 2, 3), (0.1, 0.2, 0.3, 0.4), (4, 5, 6), (7, 8, 9)
        )
        assert written == encode(odometry)

        covariances = [np.arange(9.0), np.arange(9.0) + 1, np.arange(9.0) + 2]
        imu = new(
            "sensor_msgs/msg/Imu",
            header=stamped,
            orientation=new(quaternion, x=0.1, y=0.2, z=0.3, w=0.4),
            orientation_covariance=covariances[0],
            angular_velocity=new(vector, x=1.0, y=2.0, z=3.0),
            angular_velocity_covariance=covariances[1],
            linear_acceleration=new(vector, x=4.0, y=5.0, z=6.0),
            linear_acceleration_covariance=covariances[2],
        )
        imu_writer = writers.ImuWriter(frame, *covariances)
        assert imu_writer.write(NOW_NS, (0.1, 0.2, 0.3, 0.4), (1, 2, 3), (4, 5, 6)) == encode(imu)

        ranges = np.array([1.5, np.inf, 2.25, 0.125, 7.0])
        scan = new(
            "sensor_msgs/msg/LaserScan", header=stamped, angle_min=-1.0, angle_max=1.0,
            angle_increment=0.5, range_min=0.1, range_max=9.0,
            ranges=ranges.astype(np.float32), intensities=np.zeros(5, np.float32),
        )  # fmt: skip
        scan_writer = writers.LaserScanWriter(frame, (-1.0, 1.0, 0.5), (0.1, 9.0), 5)
        assert scan_writer.write(NOW_NS, ranges) == encode(scan)

        pixels = np.arange(5 * 3 * 3, dtype=np.uint8).reshape(3, 5, 3)
        image = new(
            "sensor_msgs/msg/Image", header=stamped, width=5, height=3, encoding="rgb8", step=15,
            data=pixels.ravel(),
        )  # fmt: skip
        assert writers.ImageWriter(frame, 5, 3, "rgb8", 3).write(NOW_NS, pixels) == encode(image)

        info = new("sensor_msgs/msg/CameraInfo", header=header(0, frame), width=5)
        stamped_writer = writers.StampedWriter(info)
        info.header = stamped
        assert stamped_writer.write(NOW_NS) == encode(info)
    clock = new("rosgraph_msgs/msg/Clock", clock=stamped.stamp)
    assert writers.clock(NOW_NS) == encode(clock)
