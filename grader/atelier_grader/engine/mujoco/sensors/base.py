"""What a sensor is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from atelier_grader.engine.mujoco.flat import FlatLink
from atelier_grader.engine.mujoco.schedule import SensorRate
from atelier_grader.engine.mujoco.simulation import Simulation
from atelier_grader.engine.mujoco.source import Rng, SensorSource
from atelier_grader.engine.mujoco.topics import ros_frame, sensor_topic, topic_name
from atelier_grader.sdf.reader import Element
from atelier_grader.sdf.sensor import Sensor


@dataclass(frozen=True)
class Mount:
    """A sensor of the world, before it exists: its element, where it sits, its randomness.

    `parameters` are the type's own; what is not asked for is listed as unsupported.
    """

    sensor: Sensor
    parameters: Element
    link: FlatLink
    simulation: Simulation
    rng: Rng

    @property
    def name(self) -> str:
        """The scoped name, `model::link::sensor`; the site in the model has it too."""
        return f"{self.link.name}::{self.sensor.name}"

    @property
    def frame_id(self) -> str:
        return ros_frame(self.sensor.frame_id or self.name)

    @property
    def schedule(self) -> SensorRate:
        return SensorRate.of(self.sensor.rate_hz, self.simulation.step_ns)

    def topic(self, suffix: str, prefixed: bool = False) -> str:
        """The sensor's <topic>, or Gazebo's default one that ends in `suffix`.

        With `prefixed`, `suffix` is added to the sensor's own topic as well.
        """
        own = self.sensor.topic
        if not own:
            return f"{sensor_topic(self.simulation.world.name, self.name)}/{suffix}"
        return topic_name(f"{own}/{suffix}" if prefixed else own)


SensorFactory = Callable[[Mount], SensorSource]
