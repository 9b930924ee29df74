"""One seed's scenario: the world as the seed makes it, and every random stream of the run."""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from atelier_grader.mission.errors import MissionError
from atelier_grader.mission.variations.base import Drawn
from atelier_grader.sdf.tree import Node

if TYPE_CHECKING:
    from atelier_grader.mission.schema import Mission


@dataclass(frozen=True)
class Scenario:
    """`tree` is the <sdf> element with the seed's changes; `drawn` what each variation drew."""

    mission_id: str
    mission_version: int
    seed: int
    tree: Node
    drawn: Mapping[str, Drawn] = field(default_factory=dict)

    def rng(self, purpose: str) -> np.random.Generator:
        """A new stream for one purpose, say one sensor's noise; equal purposes, equal streams."""
        return stream(self.mission_id, self.mission_version, self.seed, purpose)

    def describe(self) -> dict[str, Any]:
        """What the seed drew, by variation, as JSON values: for the instructor only."""
        return {name: dict(drawn) for name, drawn in self.drawn.items()}


def stream(mission_id: str, mission_version: int, seed: int, purpose: str) -> np.random.Generator:
    """The generator of one purpose.

    Streams of different missions, versions, seeds or purposes are independent: the PCG64
    generator is seeded by the SHA-256 of the four, so nothing of one can be told from another.
    """
    text = f"{mission_id}\n{mission_version}\n{seed}\n{purpose}"
    words = np.frombuffer(hashlib.sha256(text.encode()).digest(), dtype="<u4")
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(words.tolist())))


def sample_scenario(mission: Mission, seed: int, tree: Node) -> Scenario:
    """Apply the mission's variations, in their order, to a copy of the world's `tree`.

    `tree` is what `sdf.read_tree` gives, and is left as it is. Each variation has its own
    stream, so adding one changes what the others draw no more than their order does.

    Raises `MissionError` on a negative seed, or where the world has not what a variation names.
    """
    if seed < 0:
        raise MissionError(f"mission {mission.id!r}: expected a seed of 0 or more, got {seed}")
    varied = copy.deepcopy(tree)
    world = varied.find("world")
    if world is None:
        raise MissionError(f"mission {mission.id!r}: expected a <world> in the file, found none")
    drawn: dict[str, Drawn] = {}
    for variation in mission.variations:
        rng = stream(mission.id, mission.version, seed, f"variation/{variation.id}")
        drawn[variation.id] = variation.apply(world, rng)
    return Scenario(mission.id, mission.version, seed, varied, drawn)
