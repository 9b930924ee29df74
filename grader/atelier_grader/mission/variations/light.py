from __future__ import annotations

from typing import Literal
from xml.etree.ElementTree import Element

import numpy as np

from atelier_grader.mission.variations.base import VARIATIONS, Drawn, Range, Variation
from atelier_grader.mission.variations.tree import child, find_light, numbers, write


@VARIATIONS.register
class Light(Variation):
    """Changes a light: brightness by a factor, and warmth, which shifts red against blue.

    A `warmth` of 0.1 makes red 10 % stronger and blue 10 % weaker, a negative one the reverse.
    """

    kind: Literal["light"] = "light"
    light: str
    brightness: Range = (1.0, 1.0)
    warmth: Range = (0.0, 0.0)

    def apply(self, world: Element, rng: np.random.Generator) -> Drawn:
        brightness = float(rng.uniform(*self.brightness))
        warmth = float(rng.uniform(*self.warmth))
        diffuse = child(find_light(world, self.light), "diffuse")
        red, green, blue, *alpha = numbers(diffuse) or [1.0, 1.0, 1.0, 1.0]
        tinted = (red * (1 + warmth), green, blue * (1 - warmth))
        write(diffuse, [min(1.0, max(0.0, brightness * c)) for c in tinted] + alpha)
        return {"brightness": brightness, "warmth": warmth}
