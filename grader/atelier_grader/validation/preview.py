"""A picture of a whole world."""

from __future__ import annotations

from math import sin
from pathlib import Path

import mujoco
import numpy as np

from atelier_grader.engine.mujoco.engine import MujocoEngine
from atelier_grader.engine.mujoco.renderer import Lens
from atelier_grader.sdf.pose import Transform, Vector
from atelier_grader.validation.looks import extent, scene_model

WIDTH, HEIGHT, FOV_RAD = 1280, 720, 1.0
_FROM = np.array([-0.62, -0.58, 0.53])


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
    radius_m = max(float(np.linalg.norm(upper - lower)) / 2, 0.1)
    distance_m = radius_m / sin(FOV_RAD * HEIGHT / WIDTH / 2)
    middle = (lower + upper) / 2
    lens = Lens(WIDTH, HEIGHT, FOV_RAD, distance_m / 100, distance_m * 10)
    eye = middle + distance_m * _FROM / np.linalg.norm(_FROM)
    picture = engine.simulation.renderer(WIDTH, HEIGHT).picture(look(eye, middle), lens)
    _, png = cv2.imencode(".png", picture[..., ::-1])
    path.write_bytes(png.tobytes())
