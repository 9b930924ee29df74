"""A mission and a seed into a Gazebo that runs it, on a ROS network of its own."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

from atelier_grader import sdf
from atelier_grader.bridge import load_bridge
from atelier_grader.engine.gazebo.backend import backend_of
from atelier_grader.engine.gazebo.engine import GazeboEngine
from atelier_grader.engine.gazebo.installation import find_installation
from atelier_grader.engine.gazebo.scene import scenario_of, wanted_of
from atelier_grader.stage import Stage

if TYPE_CHECKING:
    from atelier_grader.mission.schema import Mission


def set_gazebo_stage(mission: Mission, seed: int, network: Mapping[str, str]) -> Stage:
    """`network` is the environment that says which ROS domain the bridge joins.

    Raises `GazeboMissingError` and what `set_stage` raises.
    """
    backend = backend_of(find_installation())
    scenario = scenario_of(mission, seed)
    world = sdf.build_world(scenario.tree)
    engine = GazeboEngine(wanted_of(mission, scenario), backend, {**os.environ, **network})
    return Stage(engine, load_bridge(mission.bridge_path), scenario, world)
