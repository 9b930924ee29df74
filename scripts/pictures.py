"""Renders the pictures of the worlds that the documentation shows."""

from __future__ import annotations

from pathlib import Path

import cv2
import mujoco
import numpy as np

from atelier_grader.engine.mujoco.renderer import Lens
from atelier_grader.mission.load import find_mission
from atelier_grader.sdf.pose import Transform
from atelier_grader.stage import set_stage

FOLDER = Path(__file__).parents[1] / "docs" / "images"
LENS = Lens(width=1120, height=640, horizontal_fov_rad=1.0, near_m=0.1, far_m=100.0)
VIEWS = {
    "warehouse_delivery": ((-12.5, -11.5, 9.5), (0.0, 0.3, 0.0)),
    "line_following": ((-8.0, -8.0, 7.5), (0.4, -0.4, 0.0)),
}


def look(eye: tuple[float, ...], target: tuple[float, ...]) -> Transform:
    """The pose of a camera at `eye` that looks at `target`, its z axis up."""
    ahead = np.subtract(target, eye)
    ahead /= np.linalg.norm(ahead)
    left = np.cross([0.0, 0.0, 1.0], ahead)
    left /= np.linalg.norm(left)
    orientation = np.zeros(4)
    mujoco.mju_mat2Quat(orientation, np.stack([ahead, left, np.cross(ahead, left)], 1).ravel())
    return Transform(np.array(eye), orientation)


def main() -> None:
    for mission, view in VIEWS.items():
        engine = set_stage(find_mission(mission), seed=3).engine
        picture = engine.simulation.renderer(LENS.width, LENS.height).picture(look(*view), LENS)
        cv2.imwrite(
            str(FOLDER / f"{mission}.jpg"), picture[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 85]
        )
        engine.close()


if __name__ == "__main__":
    main()
