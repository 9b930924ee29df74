"""What a seed changes in a world."""

from __future__ import annotations

from abc import abstractmethod
from xml.etree.ElementTree import Element

import numpy as np

from atelier_grader.mission.declaration import Declaration, Identifier
from atelier_grader.mission.registry import Registry
from atelier_grader.text import Text


class Variation(Declaration):
    """One declared change. `title` is the line that the student reads: what varies, not how."""

    id: Identifier
    kind: str
    title: Text

    @abstractmethod
    def apply(self, world: Element, rng: np.random.Generator) -> None:
        """Change the SDF tree under `world`, includes resolved; draw from `rng` only.

        Raises `MissionError` where the world has not what the variation names.
        """


VARIATIONS: Registry[Variation] = Registry(Variation, "kind")  # type: ignore[type-abstract]
