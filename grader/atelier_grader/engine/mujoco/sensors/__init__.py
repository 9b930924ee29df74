"""The sensors by SDF type. A new sensor is one file and one line here."""

from __future__ import annotations

from atelier_grader.engine.mujoco.sensors.air_pressure import AirPressure
from atelier_grader.engine.mujoco.sensors.base import Mount, SensorFactory
from atelier_grader.engine.mujoco.sensors.camera import Camera
from atelier_grader.engine.mujoco.sensors.contact import ContactSensor
from atelier_grader.engine.mujoco.sensors.depth_camera import DepthCamera, RgbdCamera
from atelier_grader.engine.mujoco.sensors.field_sensors import Altimeter, Magnetometer, NavSat
from atelier_grader.engine.mujoco.sensors.force_torque import ForceTorque, JointMount
from atelier_grader.engine.mujoco.sensors.imu import Imu
from atelier_grader.engine.mujoco.sensors.lidar import Lidar
from atelier_grader.engine.mujoco.sensors.logical_camera import LogicalCamera
from atelier_grader.engine.mujoco.sensors.ros_plugins import ROS_PLUGINS, with_plugins
from atelier_grader.engine.mujoco.sensors.segmentation_camera import SegmentationCamera

SENSORS: dict[str, SensorFactory] = {
    "imu": Imu,
    "camera": Camera,
    "depth_camera": DepthCamera,
    "depth": DepthCamera,
    "rgbd_camera": RgbdCamera,
    "rgbd": RgbdCamera,
    "contact": ContactSensor,
    "logical_camera": LogicalCamera,
    "segmentation": SegmentationCamera,
    "segmentation_camera": SegmentationCamera,
    "force_torque": ForceTorque,
    "air_pressure": AirPressure,
    "altimeter": Altimeter,
    "navsat": NavSat,
    "gps": NavSat,
    "magnetometer": Magnetometer,
    "gpu_lidar": Lidar,
    "lidar": Lidar,
    "gpu_ray": Lidar,
    "ray": Lidar,
}

__all__ = ["ROS_PLUGINS", "SENSORS", "JointMount", "Mount", "SensorFactory", "with_plugins"]
