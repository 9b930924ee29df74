"""What a planar lidar has just seen, as points."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..sdf.pose import Transform, Vector


def scan_points(scan: Any, sensor: Transform) -> Vector:
    """The hits (n, 3) of a `sensor_msgs/msg/LaserScan`, m, in the frame that `sensor` is given in.

    Beams that hit nothing are left out.
    """
    ranges = np.asarray(scan.ranges, np.float64)
    angles = scan.angle_min + scan.angle_increment * np.arange(len(ranges))
    hit = (ranges >= scan.range_min) & (ranges <= scan.range_max)
    flat = np.stack([ranges * np.cos(angles), ranges * np.sin(angles), np.zeros(len(ranges))], 1)
    points: Vector = flat[hit] @ sensor.matrix.T + sensor.position
    return points
