"""A mission and a seed into everything that a session needs of them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import atelier_worlds

from . import sdf
from .bridge import Bridge, load_bridge
from .engine.mujoco.engine import MujocoEngine
from .engine.protocol import Engine
from .mission.scenario import Scenario, sample_scenario
from .mission.schema import Mission


@dataclass(frozen=True)
class Stage:
    """The world as the seed makes it, in an engine at time 0, and the bridge to it."""

    engine: Engine
    bridge: Bridge
    scenario: Scenario
    world: sdf.World


def search_paths(mission: Mission) -> tuple[Path, ...]:
    """Folders in which `model://` names are looked up."""
    return (mission.folder / "models", *atelier_worlds.MODEL_PATHS, atelier_worlds.WORLDS)


def set_stage(mission: Mission, seed: int) -> Stage:
    """Raises `MissionError`, `SdfError` or `EngineError`: ours, never the student's."""
    bridge = load_bridge(mission.bridge_path)
    tree = sdf.read_tree(mission.world_path, search_paths(mission))
    scenario = sample_scenario(mission, seed, tree)
    world = sdf.build_world(scenario.tree)
    engine = MujocoEngine(world, rng=scenario.rng)
    bridge.check(engine)
    return Stage(engine, bridge, scenario, world)
