"""The kinds of variation, one a file; importing this package registers them all."""

from atelier_grader.mission.variations import (
    friction,
    jitter_pose,
    light,
    mass,
    place,
    remove,
    sensor_noise,
    texture,
)

__all__ = [
    "friction",
    "jitter_pose",
    "light",
    "mass",
    "place",
    "remove",
    "sensor_noise",
    "texture",
]
