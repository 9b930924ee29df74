"""Air pressure in the standard atmosphere."""

from __future__ import annotations

from typing import Any

import numpy as np

from atelier_grader.engine.mujoco.noise import NoiseModel
from atelier_grader.engine.mujoco.sensors.base import Mount
from atelier_grader.engine.mujoco.sensors.field_sensors import FieldSensor, noise_of
from atelier_grader.messages import header, new
from atelier_grader.sdf.pose import Vector
from atelier_grader.sdf.reader import Element

_SEA_LEVEL_PA, _SEA_LEVEL_K = 101325.0, 288.15
_LAPSE_K_M = 0.0065
_EARTH_RADIUS_M = 6356766.0
_EXPONENT = 9.80665 * 28.9644 / (8314.32 * _LAPSE_K_M)


def standard_pressure_pa(height_m: float) -> float:
    """At a height above sea level, in the troposphere (U.S. Standard Atmosphere, 1976)."""
    geopotential_m = _EARTH_RADIUS_M * height_m / (_EARTH_RADIUS_M + height_m)
    share = 1 - _LAPSE_K_M * geopotential_m / _SEA_LEVEL_K
    pressure: float = _SEA_LEVEL_PA * max(share, 0.0) ** _EXPONENT
    return pressure


class AirPressure(FieldSensor):
    """<reference_altitude> is the height of the world's z = 0 above sea level."""

    tag, gz_type = "air_pressure", "gz.msgs.FluidPressure"

    def __init__(self, mount: Mount) -> None:
        element = mount.parameters.child(self.tag)
        self._sea_m = 0.0 if element is None else element.number("reference_altitude", 0.0)
        super().__init__(mount)
        self._variance = self._noises(element)[0].stddev ** 2

    def _noises(self, element: Element | None) -> list[NoiseModel]:
        return [noise_of(element, "pressure")]

    def measure(self) -> Vector:
        return np.array([standard_pressure_pa(self._sea_m + float(self._pose().position[2]))])

    def _message(self, now_ns: int, values: list[float]) -> Any:
        return new(
            "sensor_msgs/msg/FluidPressure",
            header=header(now_ns, self._mount.frame_id),
            fluid_pressure=values[0],
            variance=self._variance,
        )
