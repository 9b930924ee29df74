"""Sensors with plugins of Gazebo classic's ROS packages: topics, types and frames."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from atelier_grader.messages import STORE
from atelier_grader.sdf.error import SdfError

LIDAR = """<sensor name="laser" type="ray"><pose>0 0 0.3 0 0 0</pose><update_rate>10</update_rate>
  <ray><scan><horizontal><samples>9</samples><min_angle>-0.4</min_angle><max_angle>0.4</max_angle>
  </horizontal></scan><range><min>0.1</min><max>9</max></range></ray>{plugin}</sensor>"""
CAMERA = """<sensor name="eye" type="{type}"><pose>0 0 0.3 0 0 0</pose><update_rate>5</update_rate>
  <camera><horizontal_fov>1</horizontal_fov><image><width>32</width><height>24</height></image>
  <clip><near>0.05</near><far>20</far></clip></camera>{plugin}</sensor>"""
IMU = '<sensor name="gyro" type="imu"><update_rate>50</update_rate><imu/>{plugin}</sensor>'


def plugin(stem: str, inner: str = "", name: str = "it") -> str:
    return f'<plugin name="{name}" filename="lib{stem}.so">{inner}</plugin>'


def ros(*rules: str, namespace: str = "/demo") -> str:
    remapped = "".join(f"<remapping>{rule}</remapping>" for rule in rules)
    return f"<ros><namespace>{namespace}</namespace>{remapped}</ros>"


def topics(engine: Any) -> dict[str, str]:
    return {each.topic: each.gz_type for each in engine.publishers}


def noted(engine: Any) -> list[str]:
    return [each.note for each in engine.unsupported if not each.harmless]


def test_a_laser_scan(lab: Any) -> None:
    inner = ros("~/out:=scan") + "<output_type>sensor_msgs/LaserScan</output_type>"
    sensor = LIDAR.format(plugin=plugin("gazebo_ros_ray_sensor", inner))
    engine = lab.engine(lab.robot(sensor), lab.box("wall", "2 0 0.5 0 0 0", "0.2 4 1"))
    assert topics(engine)["/demo/scan"] == "gz.msgs.LaserScan"
    assert not noted(engine)
    engine.listen({"/demo/scan": ""})
    scan = lab.last(lab.run(engine, 0.35), "/demo/scan", "sensor_msgs/msg/LaserScan")
    assert scan.header.frame_id == "base"
    assert scan.ranges[4] == pytest.approx(1.9, abs=0.02)


def test_points_are_the_default_on_the_plugins_own_topic(lab: Any) -> None:
    inner = "<frame_name>laser_link</frame_name>"
    sensor = LIDAR.format(plugin=plugin("gazebo_ros_ray_sensor", inner, "beams"))
    engine = lab.engine(lab.robot(sensor), lab.box("wall", "2 0 0.5 0 0 0", "0.2 4 1"))
    assert topics(engine)["/beams/out"] == "gz.msgs.PointCloudPacked"
    engine.listen({"/beams/out": ""})
    cloud = lab.last(lab.run(engine, 0.2), "/beams/out", "sensor_msgs/msg/PointCloud2")
    assert cloud.header.frame_id == "laser_link"


@pytest.mark.parametrize(
    ("inner", "yaw_rad"),
    [
        ("", 0.5),
        ("<initial_orientation_as_reference>true</initial_orientation_as_reference>", 0.0),
    ],
)
def test_an_imus_orientation_is_that_in_the_world(lab: Any, inner: str, yaw_rad: float) -> None:
    sensor = IMU.format(plugin=plugin("gazebo_ros_imu_sensor", ros("~/out:=/imu/data") + inner))
    engine = lab.engine(lab.floor(), lab.robot(sensor, pose="0 0 0 0 0 0.5"))
    engine.listen({"/imu/data": ""})
    imu = lab.last(lab.run(engine, 0.1), "/imu/data", "sensor_msgs/msg/Imu")
    found = 2 * np.arctan2(imu.orientation.z, imu.orientation.w)
    assert found == pytest.approx(yaw_rad, abs=1e-3)
    assert imu.header.frame_id == "base"


def test_a_camera(lab: Any) -> None:
    inner = ros("eye/image_raw:=front/picture") + "<frame_name>eye_optical</frame_name>"
    sensor = CAMERA.format(type="camera", plugin=plugin("gazebo_ros_camera", inner))
    engine = lab.engine(lab.robot(sensor), lab.box("wall", "2 0 0.5 0 0 0", "0.2 4 1"))
    found = topics(engine)
    assert found["/demo/front/picture"] == "gz.msgs.Image"
    assert found["/demo/eye/camera_info"] == "gz.msgs.CameraInfo"
    engine.listen({"/demo/front/picture": "", "/demo/eye/camera_info": ""})
    samples = lab.run(engine, 0.21)
    image = lab.last(samples, "/demo/front/picture", "sensor_msgs/msg/Image")
    info = lab.last(samples, "/demo/eye/camera_info", "sensor_msgs/msg/CameraInfo")
    assert image.header.frame_id == info.header.frame_id == "eye_optical"
    assert len(image.data) == 32 * 24 * 3


def test_a_depth_camera_has_colours_and_points_along_the_optical_axis(lab: Any) -> None:
    inner = "<camera_name>front</camera_name>"
    sensor = CAMERA.format(type="depth", plugin=plugin("gazebo_ros_camera", inner))
    engine = lab.engine(lab.robot(sensor), lab.box("wall", "2 0 0.5 0 0 0", "0.2 4 1"))
    chosen = {topic: kind for topic, kind in topics(engine).items() if topic.startswith("/front")}
    assert chosen == {
        "/front/image_raw": "gz.msgs.Image",
        "/front/camera_info": "gz.msgs.CameraInfo",
        "/front/depth/image_raw": "gz.msgs.Image",
        "/front/depth/camera_info": "gz.msgs.CameraInfo",
        "/front/points": "gz.msgs.PointCloudPacked",
    }
    engine.listen(dict.fromkeys(chosen, ""))
    samples = lab.run(engine, 0.21)
    assert {sample.topic for sample in samples} == set(chosen)
    depth = lab.last(samples, "/front/depth/image_raw", "sensor_msgs/msg/Image")
    cloud = lab.last(samples, "/front/points", "sensor_msgs/msg/PointCloud2")
    middle = np.frombuffer(depth.data.tobytes(), "<f4").reshape(24, 32)[12, 16]
    points = np.frombuffer(cloud.data.tobytes(), "<f4").reshape(24, 32, -1)
    assert middle == pytest.approx(1.9, abs=0.02)
    assert points[12, 16, 2] == pytest.approx(middle)
    assert points[12, 0, 0] < 0 < points[12, -1, 0]
    assert points[0, 16, 1] < 0


def test_the_sensors_own_topic_stays(lab: Any) -> None:
    sensor = IMU.format(plugin=plugin("gazebo_ros_imu_sensor"))
    engine = lab.engine(lab.robot(sensor))
    own, ros_name = "/world/lab/model/robot/link/base/sensor/gyro/imu", "/it/out"
    lab.listen(engine)
    samples = [each for each in engine.advance(engine.step_ns) if each.topic in (own, ros_name)]
    assert [each.topic for each in samples] == [own, ros_name]
    assert samples[0].cdr == samples[1].cdr
    assert STORE.deserialize_cdr(samples[0].cdr, "sensor_msgs/msg/Imu").header.frame_id == "base"


@pytest.mark.parametrize(
    ("sensor", "said"),
    [
        (IMU.format(plugin=plugin("gazebo_ros_imu_sensr")),
         "there is no plugin 'libgazebo_ros_imu_sensr.so' for a sensor; "
         "did you mean 'libgazebo_ros_imu_sensor.so'?"),
        (LIDAR.format(plugin=plugin("gazebo_ros_ray_sensor",
                                    "<output_type>sensor_msgs/Range</output_type>")),
         "<output_type> sensor_msgs/Range"),
        (LIDAR.format(plugin=plugin("gazebo_ros_ray_sensor", "<outputtype>a</outputtype>")),
         "has no effect in the embedded engine; did you mean 'output_type'?"),
    ],
)  # fmt: skip
def test_what_is_not_supported_is_listed(lab: Any, sensor: str, said: str) -> None:
    assert any(said in note for note in noted(lab.engine(lab.robot(sensor))))


def test_a_plugin_on_a_wrong_sensor(lab: Any) -> None:
    sensor = IMU.format(plugin=plugin("gazebo_ros_camera"))
    with pytest.raises(SdfError, match=r"expected a sensor of type camera or .*, got imu"):
        lab.engine(lab.robot(sensor))
