"""A picture of a whole world."""

from __future__ import annotations

from itertools import product
from math import tan
from pathlib import Path

import mujoco
import numpy as np

from atelier_grader.engine.mujoco.engine import MujocoEngine
from atelier_grader.engine.mujoco.renderer import Lens
from atelier_grader.sdf.pose import Transform, Vector
from atelier_grader.validation.looks import extent, scene_model

WIDTH, HEIGHT, FOV_RAD = 1280, 720, 1.0
_FROM = np.array([-0.62, -0.58, 0.53]) / np.linalg.norm([-0.62, -0.58, 0.53])
_MARGIN = 1.05


def look(eye: Vector, target: Vector) -> Transform:
    """The pose of a camera at `eye` (3,) that looks at `target` (3,), its z axis up."""
    ahead = np.subtract(target, eye)
    ahead /= np.linalg.norm(ahead)
    left = np.cross([0.0, 0.0, 1.0], ahead)
    left /= np.linalg.norm(left)
    orientation = np.zeros(4)
    mujoco.mju_mat2Quat(orientation, np.stack([ahead, left, np.cross(ahead, left)], 1).ravel())
    return Transform(np.array(eye), orientation)


def write_preview(engine: MujocoEngine, path: Path) -> None:
    """From above one corner, all of the world in view. Raises `EngineError`, `OSError`."""
    import cv2

    lower, upper = extent(scene_model(engine))
    middle, half = (lower + upper) / 2, np.maximum((upper - lower) / 2, 0.05)
    distance_m = _distance_m(half)
    lens = Lens(WIDTH, HEIGHT, FOV_RAD, distance_m / 100, distance_m * 10)
    view = look(middle + distance_m * _FROM, middle)
    picture = engine.simulation.renderer(WIDTH, HEIGHT).picture(view, lens)
    _, png = cv2.imencode(".png", picture[..., ::-1])
    path.write_bytes(png.tobytes())


def _distance_m(half: Vector) -> float:
    """From how far all corners of a box with half sides `half` (3,) are in the picture."""
    corners = np.array([*product((-1.0, 1.0), repeat=3)]) * half
    ahead, left, up = (look(_FROM, np.zeros(3)).matrix.T @ corners.T).tolist()
    wide = tan(FOV_RAD / 2)
    high = wide * HEIGHT / WIDTH
    needed = [
        max(abs(y) / wide, abs(z) / high) - x for x, y, z in zip(ahead, left, up, strict=True)
    ]
    return float(max(needed)) * _MARGIN
