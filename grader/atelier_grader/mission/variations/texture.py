from __future__ import annotations

from typing import Literal
from xml.etree.ElementTree import Element

import numpy as np
from pydantic import Field

from atelier_grader.mission.declaration import Many
from atelier_grader.mission.errors import MissionError
from atelier_grader.mission.variations.base import VARIATIONS, Drawn, Variation
from atelier_grader.mission.variations.tree import find_model


@VARIATIONS.register
class Texture(Variation):
    """Draws one of several pictures for a model's albedo maps, by paths as its file writes them."""

    kind: Literal["texture"] = "texture"
    model: str
    files: Many[str] = Field(min_length=1)

    def apply(self, world: Element, rng: np.random.Generator) -> Drawn:
        file = self.files[int(rng.integers(len(self.files)))]
        maps = list(find_model(world, self.model).iter("albedo_map"))
        if not maps:
            raise MissionError(
                f"variation {self.id!r}: model {self.model!r} has no <albedo_map> to change"
            )
        for each in maps:
            each.text = file
        return {"file": file}
