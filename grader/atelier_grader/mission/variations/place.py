from __future__ import annotations

from typing import Literal
from xml.etree.ElementTree import Element

import numpy as np
from pydantic import Field, model_validator
from typing_extensions import Self

from atelier_grader.mission.declaration import Declaration, Many
from atelier_grader.mission.variations.base import VARIATIONS, Drawn, Variation
from atelier_grader.mission.variations.tree import find_model, move_model


class Slot(Declaration):
    """A place for one model, in the world frame."""

    x_m: float
    y_m: float
    yaw_rad: float = 0.0


@VARIATIONS.register
class Place(Variation):
    """Puts each model on a slot of its own, drawn without repetition, a little off and askew.

    Slots without a model stay free. `jitter_m` and `jitter_rad` bound the offsets to either side.
    """

    kind: Literal["place"] = "place"
    models: Many[str] = Field(min_length=1)
    slots: Many[Slot]
    jitter_m: float = Field(default=0.0, ge=0)
    jitter_rad: float = Field(default=0.0, ge=0)

    @model_validator(mode="after")
    def _room_for_all(self) -> Self:
        if len(self.slots) < len(self.models):
            raise ValueError(
                f"expected a slot or more for each of {len(self.models)} models, "
                f"got {len(self.slots)}"
            )
        return self

    def apply(self, world: Element, rng: np.random.Generator) -> Drawn:
        chosen = rng.permutation(len(self.slots))[: len(self.models)]
        offsets = rng.uniform(-1.0, 1.0, (len(self.models), 3))
        drawn = {}
        for name, index, offset in zip(self.models, chosen.tolist(), offsets.tolist(), strict=True):
            slot = self.slots[index]
            pose = (
                slot.x_m + self.jitter_m * offset[0],
                slot.y_m + self.jitter_m * offset[1],
                slot.yaw_rad + self.jitter_rad * offset[2],
            )
            move_model(find_model(world, name), pose)
            drawn[name] = {"slot": index, "pose": list(pose)}
        return drawn
