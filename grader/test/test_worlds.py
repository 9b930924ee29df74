"""Every mission's world, bridge file and robot agree."""

from __future__ import annotations

from pathlib import Path

import pytest

import atelier_description
from atelier_grader import sdf
from atelier_grader.bridge import load_bridge
from atelier_grader.mission.load import list_missions
from atelier_grader.mission.schema import Mission
from atelier_grader.stage import search_paths, set_stage

each_mission = pytest.mark.parametrize(
    "mission", list(list_missions()), ids=lambda mission: mission.id
)


@each_mission
def test_the_bridge_names_only_topics_and_types_of_the_world(mission: Mission) -> None:
    stage = set_stage(mission, seed=1)  # checks it, and raises
    stage.engine.close()
    offered = {each.topic: each.gz_type for each in stage.engine.publishers}
    taken = {each.topic: each.gz_type for each in stage.engine.subscribers}
    for entry in load_bridge(mission.bridge_path).entries:
        if entry.to_ros:
            assert offered[entry.gz_topic] == entry.gz_type
        if entry.from_ros:
            assert taken[entry.gz_topic] == entry.gz_type


@each_mission
def test_the_robot_is_that_of_the_package_with_the_robots(mission: Mission) -> None:
    tree = sdf.read_tree(mission.world_path, search_paths(mission))
    (robot,) = tree.findall(f"world/model[@name='{mission.robot}']")
    assert isinstance(robot, sdf.Node)
    file = Path(robot.place.file).resolve()
    assert file in {
        atelier_description.model_file(name).resolve() for name in atelier_description.robots()
    }
