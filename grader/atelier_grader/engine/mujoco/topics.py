"""Gazebo's rules for topic and frame names."""

from __future__ import annotations

import re

_BAD = re.compile(r"[^A-Za-z0-9_/.:-]+")


def topic_name(name: str) -> str:
    """A topic as gz-transport spells it: one leading slash, blanks as underscores."""
    return "/" + _BAD.sub("_", name.strip()).strip("/")


def sensor_topic(world: str, scoped_sensor: str) -> str:
    """The default prefix of a sensor's topics; `scoped_sensor` is `model::link::sensor`."""
    *models, link, sensor = scoped_sensor.split("::")
    scope = "".join(f"/model/{model}" for model in models)
    return topic_name(f"/world/{world}{scope}/link/{link}/sensor/{sensor}")


def ros_frame(frame_id: str) -> str:
    """A frame id as ros_gz_bridge hands it to ROS."""
    return frame_id.replace("::", "/")
