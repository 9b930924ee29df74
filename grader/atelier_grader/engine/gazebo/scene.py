"""A mission and a seed into what Gazebo has to run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from atelier_grader import sdf
from atelier_grader.bridge import load_bridge
from atelier_grader.engine.gazebo.backend import Wanted
from atelier_grader.engine.gazebo.world_file import located
from atelier_grader.mission.scenario import Scenario, sample_scenario
from atelier_grader.record.recorder import followed_models
from atelier_grader.stage import search_paths

if TYPE_CHECKING:
    from atelier_grader.mission.schema import Mission


def scenario_of(mission: Mission, seed: int) -> Scenario:
    """The world as the seed makes it. Raises `MissionError` or `SdfError`."""
    return sample_scenario(mission, seed, sdf.read_tree(mission.world_path, search_paths(mission)))


def wanted_of(mission: Mission, scenario: Scenario) -> Wanted:
    """What runs, and the topics that the mission opens. Raises `MissionError` or `SdfError`."""
    listed = {each.topic for each in mission.interface}
    entries = [
        each for each in load_bridge(mission.bridge_path).entries if each.ros_topic in listed
    ]
    tree = located(scenario.tree, search_paths(mission))
    return Wanted(tree, mission.robot, followed_models(mission), tuple(entries))
