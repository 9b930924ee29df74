"""From a picture of the floor to points of the guide line, in metres in the robot's frame."""

from __future__ import annotations

import math
from typing import NamedTuple

import cv2
import numpy as np


class Mount(NamedTuple):
    """The camera on the vehicle: before the axle, above the floor, looking down."""

    ahead_m: float = 0.29
    height_m: float = 0.5
    pitch_rad: float = 0.7
    horizontal_fov_rad: float = 1.2


MOUNT = Mount()


class View(NamedTuple):
    """What one picture shows: line points (n, 2), x ahead and y to the left; blue floor or not."""

    points: np.ndarray
    blue: bool


class LineCamera:
    """Finds the line in bands of the lower half of the picture, about 0.55 to 0.9 m ahead.

    Both paints, white and yellow, are bright in red, while the grey floor is dark and the blue
    bay darker still: one channel is enough. Otsu's threshold adapts to the light.
    """

    BANDS = np.arange(124, 220, 8)  # first row of each band, in a picture of 240 rows
    BAND_ROWS = 4
    LINE_M = (0.025, 0.13)  # narrower is noise, wider is a crossing line or a painted bar
    CONTRAST = 25.0

    def __init__(self, width: int, height: int, mount: Mount = MOUNT) -> None:
        focal = width / 2 / math.tan(mount.horizontal_fov_rad / 2)
        rows = self.BANDS + (self.BAND_ROWS - 1) / 2
        down = mount.pitch_rad + np.arctan((rows - (height - 1) / 2) / focal)
        self._x_m = mount.ahead_m + mount.height_m / np.tan(down)
        depth_m = mount.height_m / np.sin(down) * np.cos(down - mount.pitch_rad)
        self._metre_per_pixel = depth_m / focal
        self._centre = (width - 1) / 2

    def look(self, picture: np.ndarray, expected: np.ndarray | None = None) -> View:
        """Line points in an rgb picture (height, width, 3).

        Of several candidates in a band the one nearest to `expected` counts, a function of x as
        polynomial coefficients; without it, the one nearest to the middle.
        """
        low = picture[self.BANDS[0] : self.BANDS[-1] + self.BAND_ROWS]
        red = cv2.blur(low[:, :, 0], (5, self.BAND_ROWS))
        _, mask = cv2.threshold(red, 0, 1, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
        bright, dark = cv2.mean(red, mask)[0], cv2.mean(red, 1 - mask)[0]
        mean_red, _, mean_blue = cv2.mean(low)[:3]
        blue = mean_blue > 1.5 * mean_red
        if bright - dark < self.CONTRAST:
            return View(np.empty((0, 2)), blue)
        points = []
        for band, x_m, scale in zip(
            self.BANDS - self.BANDS[0], self._x_m, self._metre_per_pixel, strict=True
        ):
            row = np.concatenate([[0], mask[band + self.BAND_ROWS // 2], [0]]).astype(np.int8)
            edges = np.flatnonzero(np.diff(row))
            starts, ends = edges[::2], edges[1::2]
            widths = (ends - starts) * scale
            fits = (widths > self.LINE_M[0]) & (widths < self.LINE_M[1])
            if fits.any():
                sides = (self._centre - (starts + ends - 1)[fits] / 2) * scale
                wanted = 0.0 if expected is None else np.polyval(expected, x_m)
                nearest = sides[np.argmin(np.abs(sides - wanted))]
                points.append((x_m, nearest))
        return View(np.array(points).reshape(-1, 2), blue)
