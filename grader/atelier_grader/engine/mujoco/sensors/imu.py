"""IMU: orientation, angular velocity, and acceleration with gravity's reaction."""

from __future__ import annotations

from collections.abc import Container, Iterable
from math import pi

import mujoco
import numpy as np

from atelier_grader.engine.mujoco.noise import NoiseModel, NoiseStream, read_noise
from atelier_grader.engine.mujoco.sensors.base import Mount
from atelier_grader.engine.protocol import Endpoint
from atelier_grader.sdf.pose import Vector, conjugate, from_rpy, multiply, rotation_matrix
from atelier_grader.sdf.reader import Element
from atelier_grader.writers import ImuWriter

_SITE = mujoco.mjtObj.mjOBJ_SITE
_AXES = ("x", "y", "z")
_FRAMES = {"ENU": (0.0, 0.0, 0.0), "NED": (pi, 0.0, pi / 2), "NWU": (0.0, 0.0, pi / 2)}
"""Roll, pitch and yaw in a world whose x axis points east."""


class Imu:
    """All values are along the sensor's own axes; at rest it feels +9.81 m/s2 upwards.

    As in Gazebo the orientation is relative to that at the start, unless <localization> names
    another frame. The acceleration is that of the last step.
    """

    def __init__(self, mount: Mount) -> None:
        simulation = self._simulation = mount.simulation
        self.schedule = mount.schedule
        self._topic = mount.topic("imu")
        self.publishers = (Endpoint(self._topic, "gz.msgs.IMU", self.schedule.rate_hz),)
        imu = mount.parameters.child("imu")
        noises = [*_noises(imu, "angular_velocity"), *_noises(imu, "linear_acceleration")]
        self._noise = NoiseStream(noises, mount.rng(mount.name), self.schedule.period_ns / 1e9)
        self._site = simulation.site(mount.name)
        self._body = int(simulation.model.site_bodyid[self._site])
        self._local = simulation.model.site_quat[self._site].copy()
        origin = simulation.world.surroundings.origin
        reference = _reference(imu, 0.0 if origin is None else origin.heading_rad)
        self._reference = conjugate(self._orientation() if reference is None else reference)
        self._oriented = imu is None or imu.flag("enable_orientation", True)
        self._values = np.zeros(6)
        covariances = [_covariance(noises[:3]), _covariance(noises[3:])]
        unknown = np.zeros(9)
        if not self._oriented:
            unknown[0] = -1.0
        self._writer = ImuWriter(mount.frame_id, unknown, *covariances)

    def _orientation(self) -> Vector:
        self._simulation.refresh()
        return multiply(self._simulation.data.xquat[self._body], self._local)

    def start(self) -> None:
        """Nothing to prepare."""

    def sample(
        self, step: int, now_ns: int, listened: Container[str]
    ) -> Iterable[tuple[str, bytes]]:
        measured = self._noise.apply(self.measure(), self.schedule.index(step))
        w, x, y, z = 1.0, 0.0, 0.0, 0.0
        if self._oriented:
            w, x, y, z = multiply(self._reference, self._orientation()).tolist()
        quaternion, rates = (x, y, z, w), measured.tolist()
        return ((self._topic, self._writer.write(now_ns, quaternion, rates[:3], rates[3:])),)

    def measure(self) -> Vector:
        """Angular velocity, rad/s, then acceleration without gravity's pull, m/s2."""
        simulation, values = self._simulation, self._values
        model, data = simulation.model, simulation.data
        if self._body == 0:
            up = rotation_matrix(self._local).T @ -simulation.world.gravity
            return np.concatenate([np.zeros(3), up])
        simulation.accelerations()
        mujoco.mj_objectVelocity(model, data, _SITE, self._site, values, 1)
        angular = values[:3].copy()
        mujoco.mj_objectAcceleration(model, data, _SITE, self._site, values, 1)
        return np.concatenate([angular, values[3:]])


def _reference(imu: Element | None, heading_rad: float) -> Vector | None:
    """The orientation in the world that reads as none; None for that at the start."""
    frame = None if imu is None else imu.child("orientation_reference_frame")
    if frame is None:
        return None
    localization = frame.text("localization", "CUSTOM")
    if localization in _FRAMES:
        rpy = _FRAMES[localization]
    else:
        custom = frame.child("custom_rpy")
        if localization != "CUSTOM":
            frame.unsupported(False, f"<localization> {localization}: relative to the start")
            return None
        if custom is None:
            return None
        if custom.node.get("parent_frame", "") != "world":
            custom.unsupported(False, "a parent_frame other than 'world', as in Gazebo")
            return None
        roll, pitch, yaw = custom.value(3).tolist()
        rpy = roll, pitch, yaw
    return multiply(from_rpy(0.0, 0.0, heading_rad), from_rpy(*rpy))


def _noises(imu: Element | None, tag: str) -> list[NoiseModel]:
    group = None if imu is None else imu.child(tag)
    if group is None:
        return [NoiseModel()] * 3
    return [read_noise(group.child(axis)) for axis in _AXES]


def _covariance(noises: list[NoiseModel]) -> Vector:
    """Row-major (9,): the variances of the declared noise."""
    return np.diag([noise.stddev**2 for noise in noises]).ravel()
