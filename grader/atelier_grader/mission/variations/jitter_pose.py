from __future__ import annotations

import math
from typing import Literal
from xml.etree.ElementTree import Element

import numpy as np
from pydantic import Field

from atelier_grader.mission.declaration import Many
from atelier_grader.mission.variations.base import VARIATIONS, Drawn, Variation
from atelier_grader.mission.variations.tree import find_model, model_pose, move_model


@VARIATIONS.register
class JitterPose(Variation):
    """Shifts and turns models, all as one body, about the first one's place in the world file.

    The shift is along the first model's own axes: `ahead_m` along its x axis, `aside_m` along y;
    each offset is drawn uniformly from both sides of zero.
    """

    kind: Literal["jitter_pose"] = "jitter_pose"
    models: Many[str] = Field(min_length=1)
    ahead_m: float = Field(default=0.0, ge=0)
    aside_m: float = Field(default=0.0, ge=0)
    yaw_rad: float = Field(default=0.0, ge=0)

    def apply(self, world: Element, rng: np.random.Generator) -> Drawn:
        bounds = np.array([self.ahead_m, self.aside_m, self.yaw_rad])
        ahead, aside, turn = (bounds * rng.uniform(-1.0, 1.0, 3)).tolist()
        models = [find_model(world, name) for name in self.models]
        x0, y0, heading = model_pose(models[0])
        shift_x = ahead * math.cos(heading) - aside * math.sin(heading)
        shift_y = ahead * math.sin(heading) + aside * math.cos(heading)
        cos, sin = math.cos(turn), math.sin(turn)
        for model in models:
            x, y, yaw = model_pose(model)
            dx, dy = x - x0, y - y0
            pose = (
                x0 + shift_x + cos * dx - sin * dy,
                y0 + shift_y + sin * dx + cos * dy,
                yaw + turn,
            )
            move_model(model, pose)
        return {"ahead_m": ahead, "aside_m": aside, "yaw_rad": turn}
