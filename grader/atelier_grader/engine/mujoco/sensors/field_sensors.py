"""Sensors that read one place: altimeter, NavSat, magnetometer."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Container, Iterable
from typing import Any, ClassVar

import mujoco
import numpy as np

from atelier_grader.engine.mujoco.noise import NoiseModel, NoiseStream, read_noise
from atelier_grader.engine.mujoco.sensors.base import Mount
from atelier_grader.engine.protocol import Endpoint
from atelier_grader.gazebo_messages import PACKAGE
from atelier_grader.messages import encode, header, new
from atelier_grader.sdf.pose import Transform, Vector
from atelier_grader.sdf.reader import Element
from atelier_grader.sdf.surroundings import Origin


class FieldSensor(ABC):
    """A few numbers with noise of their own, from the sensor's pose and velocity."""

    tag: ClassVar[str]
    gz_type: ClassVar[str]
    old_tag: ClassVar[str] = ""

    def __init__(self, mount: Mount) -> None:
        self._mount, self._simulation = mount, mount.simulation
        self.schedule = mount.schedule
        self._topic = mount.topic(self.tag)
        self.publishers = (Endpoint(self._topic, self.gz_type, self.schedule.rate_hz),)
        element = mount.parameters.child(self.tag) or mount.parameters.child(self.old_tag)
        noises = self._noises(element)
        self._noise = NoiseStream(noises, mount.rng(mount.name), self.schedule.period_ns / 1e9)
        self._frame = self._simulation.site_frame(mount.name)

    @abstractmethod
    def _noises(self, element: Element | None) -> list[NoiseModel]:
        """The noise of each value."""

    @abstractmethod
    def measure(self) -> Vector:
        """The exact values at the present step."""

    @abstractmethod
    def _message(self, now_ns: int, values: list[float]) -> Any:
        """The ROS message of values with noise."""

    def start(self) -> None:  # noqa: B027
        """Nothing to prepare."""

    def sample(
        self, step: int, now_ns: int, listened: Container[str]
    ) -> Iterable[tuple[str, bytes]]:
        values = self._noise.apply(self.measure(), self.schedule.index(step))
        return ((self._topic, encode(self._message(now_ns, values.tolist()))),)

    def _pose(self) -> Transform:
        return self._simulation.pose_of(self._frame)

    def _velocity(self) -> Vector:
        """Of the sensor itself (3,), m/s, along world axes."""
        simulation, found = self._simulation, np.zeros(6)
        if self._frame.body_id == 0:
            return found[3:]
        simulation.refresh()
        # The axes of a site are not brought up to date with the bodies.
        mujoco.mj_objectVelocity(
            simulation.model, simulation.data, mujoco.mjtObj.mjOBJ_XBODY, self._frame.body_id,
            found, 0,
        )  # fmt: skip
        body = simulation.data.xmat[self._frame.body_id].reshape(3, 3)
        velocity: Vector = found[3:] + np.cross(found[:3], body @ self._frame.offset.position)
        return velocity


def noise_of(element: Element | None, *path: str) -> NoiseModel:
    """The noise of the element at the end of `path`."""
    for tag in path:
        element = None if element is None else element.child(tag)
    return read_noise(element)


class Altimeter(FieldSensor):
    """Height above that at the start, and its rate."""

    tag, gz_type = "altimeter", "gz.msgs.Altimeter"

    def __init__(self, mount: Mount) -> None:
        super().__init__(mount)
        self._reference_m = float(self._pose().position[2])

    def _noises(self, element: Element | None) -> list[NoiseModel]:
        return [noise_of(element, "vertical_position"), noise_of(element, "vertical_velocity")]

    def measure(self) -> Vector:
        height_m = float(self._pose().position[2]) - self._reference_m
        return np.array([height_m, self._velocity()[2]])

    def _message(self, now_ns: int, values: list[float]) -> Any:
        return new(
            PACKAGE + "Altimeter",
            header=header(now_ns, self._mount.frame_id),
            vertical_position=values[0],
            vertical_velocity=values[1],
            vertical_reference=self._reference_m,
        )


class NavSat(FieldSensor):
    """Latitude, longitude (degrees), altitude, and the velocity to east, north, up.

    As in Gazebo, <position_sensing>'s horizontal noise is in degrees.
    """

    tag, gz_type, old_tag = "navsat", "gz.msgs.NavSat", "gps"

    def __init__(self, mount: Mount) -> None:
        origin = mount.simulation.world.surroundings.origin
        if origin is None:
            note = "the world has no <spherical_coordinates>: it lies at latitude and longitude 0"
            mount.parameters.unsupported(False, note)
        self._origin = origin or Origin()
        super().__init__(mount)

    def _noises(self, element: Element | None) -> list[NoiseModel]:
        level = noise_of(element, "position_sensing", "horizontal")
        speed = noise_of(element, "velocity_sensing", "horizontal")
        upright = noise_of(element, "position_sensing", "vertical")
        rise = noise_of(element, "velocity_sensing", "vertical")
        return [level, level, upright, speed, speed, rise]

    def measure(self) -> Vector:
        place = self._origin.geodetic(self._pose().position)
        return np.concatenate([place, self._origin.enu(self._velocity())])

    def _message(self, now_ns: int, values: list[float]) -> Any:
        return new(
            "sensor_msgs/msg/NavSatFix",
            header=header(now_ns, self._mount.frame_id),
            latitude=values[0],
            longitude=values[1],
            altitude=values[2],
        )


class Magnetometer(FieldSensor):
    """The world's field along the sensor's axes, T."""

    tag, gz_type = "magnetometer", "gz.msgs.Magnetometer"

    def _noises(self, element: Element | None) -> list[NoiseModel]:
        return [noise_of(element, axis) for axis in ("x", "y", "z")]

    def measure(self) -> Vector:
        field = self._simulation.world.surroundings.magnetic_field_t
        local: Vector = self._pose().matrix.T @ field
        return local

    def _message(self, now_ns: int, values: list[float]) -> Any:
        x, y, z = values
        return new(
            "sensor_msgs/msg/MagneticField",
            header=header(now_ns, self._mount.frame_id),
            magnetic_field=new("geometry_msgs/msg/Vector3", x=x, y=y, z=z),
        )
