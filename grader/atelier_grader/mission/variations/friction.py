from __future__ import annotations

from typing import Literal
from xml.etree.ElementTree import Element

import numpy as np
from pydantic import Field

from atelier_grader.mission.declaration import Many
from atelier_grader.mission.variations.base import VARIATIONS, Drawn, Range, Variation
from atelier_grader.mission.variations.tree import child, find_model, write


@VARIATIONS.register
class Friction(Variation):
    """Gives every collision of the models one friction coefficient, in both directions."""

    kind: Literal["friction"] = "friction"
    models: Many[str] = Field(min_length=1)
    mu: Range

    def apply(self, world: Element, rng: np.random.Generator) -> Drawn:
        mu = float(rng.uniform(*self.mu))
        for name in self.models:
            for collision in find_model(world, name).iter("collision"):
                ode = child(child(child(collision, "surface"), "friction"), "ode")
                write(child(ode, "mu"), [mu])
                write(child(ode, "mu2"), [mu])
        return {"mu": mu}
