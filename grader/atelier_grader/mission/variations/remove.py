from __future__ import annotations

from typing import Literal
from xml.etree.ElementTree import Element

import numpy as np
from pydantic import Field, model_validator
from typing_extensions import Self

from atelier_grader.mission.declaration import Many
from atelier_grader.mission.variations.base import VARIATIONS, Drawn, Variation
from atelier_grader.mission.variations.tree import find_model


@VARIATIONS.register
class Remove(Variation):
    """Takes some of the models out of the world: from `at_least` to `at_most`, drawn alike."""

    kind: Literal["remove"] = "remove"
    models: Many[str] = Field(min_length=1)
    at_least: int = Field(default=0, ge=0)
    at_most: int = Field(ge=0)

    @model_validator(mode="after")
    def _possible(self) -> Self:
        if not self.at_least <= self.at_most <= len(self.models):
            raise ValueError(
                f"expected at_least <= at_most <= {len(self.models)} models, "
                f"got {self.at_least} and {self.at_most}"
            )
        return self

    def apply(self, world: Element, rng: np.random.Generator) -> Drawn:
        count = int(rng.integers(self.at_least, self.at_most + 1))
        order = rng.permutation(len(self.models)).tolist()
        removed = [self.models[index] for index in sorted(order[:count])]
        for name in removed:
            world.remove(find_model(world, name))
        return {"removed": removed}
