"""What a seed changes in a world."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import Annotated, Any
from xml.etree.ElementTree import Element

import numpy as np
from pydantic import AfterValidator, Strict

from atelier_grader.mission.declaration import Declaration, Identifier
from atelier_grader.mission.registry import Registry
from atelier_grader.text import Text

Drawn = Mapping[str, Any]
"""What a seed gave, as plain JSON values: for the instructor, never for the student."""


def _ordered(value: tuple[float, float]) -> tuple[float, float]:
    if value[0] > value[1]:
        raise ValueError(f"expected [lowest, highest], got [{value[0]:g}, {value[1]:g}]")
    return value


Range = Annotated[tuple[float, float], Strict(False), AfterValidator(_ordered)]
"""[lowest, highest]; drawn uniformly from the half-open interval between them."""


class Variation(Declaration):
    """One declared change. `title` is the line that the student reads: what varies, not how."""

    id: Identifier
    kind: str
    title: Text

    @abstractmethod
    def apply(self, world: Element, rng: np.random.Generator) -> Drawn:
        """Change the SDF tree under `world`, includes resolved; draw from `rng` only.

        Returns what was drawn. Raises `MissionError` where the world has not what it names.
        """


VARIATIONS: Registry[Variation] = Registry(Variation, "kind")  # type: ignore[type-abstract]
