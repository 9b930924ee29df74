from __future__ import annotations

from typing import Literal
from xml.etree.ElementTree import Element

import numpy as np

from atelier_grader.mission.errors import MissionError
from atelier_grader.mission.variations.base import VARIATIONS, Drawn, Range, Variation
from atelier_grader.mission.variations.tree import find_sensor, scale


@VARIATIONS.register
class SensorNoise(Variation):
    """Multiplies the standard deviations that a sensor declares by one factor."""

    kind: Literal["sensor_noise"] = "sensor_noise"
    model: str
    sensor: str
    factor: Range

    def apply(self, world: Element, rng: np.random.Generator) -> Drawn:
        factor = float(rng.uniform(*self.factor))
        sensor = find_sensor(world, self.model, self.sensor)
        if not list(scale(sensor, "stddev", factor)):
            raise MissionError(
                f"variation {self.id!r}: sensor {self.sensor!r} of model {self.model!r} declares "
                "no noise; expected a <stddev>"
            )
        return {"factor": factor}
