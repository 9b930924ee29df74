"""The sensors by SDF type. A new sensor is one file and one line here."""

from __future__ import annotations

from atelier_grader.engine.mujoco.sensors.base import Mount, SensorFactory
from atelier_grader.engine.mujoco.sensors.camera import Camera
from atelier_grader.engine.mujoco.sensors.depth_camera import DepthCamera, RgbdCamera
from atelier_grader.engine.mujoco.sensors.imu import Imu
from atelier_grader.engine.mujoco.sensors.lidar import Lidar

SENSORS: dict[str, SensorFactory] = {
    "imu": Imu,
    "camera": Camera,
    "depth_camera": DepthCamera,
    "depth": DepthCamera,
    "rgbd_camera": RgbdCamera,
    "rgbd": RgbdCamera,
    "gpu_lidar": Lidar,
    "lidar": Lidar,
    "gpu_ray": Lidar,
    "ray": Lidar,
}

__all__ = ["SENSORS", "Mount", "SensorFactory"]
