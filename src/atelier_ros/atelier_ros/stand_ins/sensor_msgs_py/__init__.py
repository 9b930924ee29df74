"""Reading and making point clouds: what ROS 2's own `sensor_msgs_py` gives."""

from __future__ import annotations
