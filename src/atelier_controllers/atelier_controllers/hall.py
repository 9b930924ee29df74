"""What the mission tells about the hall: walls, racks and stations, in the map frame, metres."""

from __future__ import annotations

import numpy as np

DOCK = (-8.0, -4.6)
STATION_A = (7.9, 4.4)
STATION_B = (-7.6, 4.7)

X_MAX, Y_MAX = 9.98, 6.98
"""Inner faces of the walls: the hall reaches from -X_MAX to X_MAX and from -Y_MAX to Y_MAX."""

RACKS = ((-4.05, 5.9, 4.05, 6.9), (-4.05, 1.45, 4.05, 3.5), (-4.05, -3.0, 4.05, -0.95))
"""Rows of racks: x and y of the south-west corner, then of the north-east one."""


def faces() -> tuple[np.ndarray, np.ndarray]:
    """Straight faces that a lidar sees, as (at, from, to): those along y, then those along x."""
    boxes = [(-X_MAX, -Y_MAX, X_MAX, Y_MAX), *RACKS]
    along_y = [(x, south, north) for west, south, east, north in boxes for x in (west, east)]
    along_x = [(y, west, east) for west, south, east, north in boxes for y in (south, north)]
    return np.array(along_y), np.array(along_x)
