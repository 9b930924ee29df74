from __future__ import annotations

from typing import Literal
from xml.etree.ElementTree import Element

import numpy as np

from atelier_grader.mission.errors import MissionError
from atelier_grader.mission.variations.base import VARIATIONS, Drawn, Range, Variation
from atelier_grader.mission.variations.tree import find_model, numbers, scale


@VARIATIONS.register
class Mass(Variation):
    """Gives a model a total mass; each link's mass and moments of inertia scale alike."""

    kind: Literal["mass"] = "mass"
    model: str
    mass_kg: Range

    def apply(self, world: Element, rng: np.random.Generator) -> Drawn:
        mass_kg = float(rng.uniform(*self.mass_kg))
        inertials = list(find_model(world, self.model).iter("inertial"))
        declared = sum(sum(numbers(mass)) for each in inertials for mass in each.iter("mass"))
        if declared <= 0:
            raise MissionError(
                f"variation {self.id!r}: model {self.model!r} declares no <mass> to scale"
            )
        for inertial in inertials:
            for tag in ("mass", "ixx", "iyy", "izz", "ixy", "ixz", "iyz"):
                list(scale(inertial, tag, mass_kg / declared))
        return {"mass_kg": mass_kg}
