"""Floors and walls that fill a whole picture, so that the sky behind need not be drawn."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from atelier_grader.engine.mujoco.flat import Flat
from atelier_grader.sdf.geometry import Plane
from atelier_grader.sdf.pose import Transform, Vector, from_z_to

_EDGE_M = 0.01


@dataclass(frozen=True)
class _Sheet:
    """A rectangle: its pose, seen from above its z axis, half its sides, m, and who sees it."""

    pose: Transform
    half_m: Vector
    flags: int


class Backdrop:
    """The opaque <plane> visuals of what never moves."""

    def __init__(self, flat: Flat) -> None:
        self._sheets = [
            _Sheet(
                link.pose @ visual.pose @ Transform(np.zeros(3), from_z_to(visual.geometry.normal)),
                visual.geometry.size / 2 - _EDGE_M,
                visual.visibility_flags,
            )
            for link in flat.links.values()
            if link.static
            for visual in link.link.visuals
            if isinstance(visual.geometry, Plane)
            and visual.transparency == 0
            and visual.look.diffuse[3] == 1
        ]

    def fills(self, camera: Transform, corners: Vector, near_m: float, far_m: float,
              mask: int) -> bool:  # fmt: skip
        """Whether one of them fills the picture of a camera, as far as the `mask` shows it.

        `corners` (4, 3) are the ways to the picture's corners, their first component, along the
        optical axis, 1. A rectangle is convex: where it fills the corners, it fills the picture.
        """
        for sheet in self._sheets:
            if not sheet.flags & mask:
                continue
            eye = sheet.pose.inverse() @ camera
            height, x_y = float(eye.position[2]), eye.position[:2]
            ways = corners @ eye.matrix.T
            sinks = -ways[:, 2]
            if height <= 0 or sinks.min() <= 0:
                continue
            depth_m = height / sinks
            spots = x_y + depth_m[:, None] * ways[:, :2]
            within = near_m < depth_m.min() and depth_m.max() < far_m - _EDGE_M
            if within and (np.abs(spots) <= sheet.half_m).all():
                return True
        return False
