"""The worlds that Gazebo is given: those of the missions, located and instrumented."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from atelier_grader import sdf
from atelier_grader.bridge import load_bridge
from atelier_grader.engine.gazebo.classic import to_classic
from atelier_grader.engine.gazebo.world_file import as_text, instrumented, located
from atelier_grader.engine.mujoco.engine import MujocoEngine
from atelier_grader.engine.protocol import EngineError
from atelier_grader.mission.load import list_missions
from atelier_grader.mission.scenario import sample_scenario
from atelier_grader.mission.schema import Mission
from atelier_grader.record.recorder import followed_models
from atelier_grader.stage import search_paths

each_mission = pytest.mark.parametrize(
    "mission", list(list_missions()), ids=lambda mission: mission.id
)


def scenario_tree(mission: Mission, seed: int = 1) -> sdf.Node:
    tree = sdf.read_tree(mission.world_path, search_paths(mission))
    return located(sample_scenario(mission, seed, tree).tree, search_paths(mission))


@each_mission
def test_the_instruments_are_real_ones(mission: Mission) -> None:
    """The embedded engine, which knows gz-sim's systems, reads the file that Gazebo gets."""
    tree = instrumented(scenario_tree(mission), mission.robot, followed_models(mission))
    engine = MujocoEngine(sdf.parse(as_text(tree)))
    published = {each.topic: each for each in engine.publishers}
    assert published["/atelier/contacts"].gz_type == "gz.msgs.Contacts"
    for model in followed_models(mission):
        pose = published[f"/model/{model}/pose"]
        assert (pose.gz_type, pose.rate_hz) == ("gz.msgs.Pose_V", 20)
    load_bridge(mission.bridge_path).check(engine)
    engine.close()


@each_mission
def test_the_file_stands_alone_and_holds_the_seed_s_variations(mission: Mission) -> None:
    one, two = (as_text(scenario_tree(mission, seed)) for seed in (1, 2))
    assert one != two
    assert "model://" not in one
    assert "<include>" not in one
    for model in (world := sdf.parse(one)).models:
        assert model.name
    assert world.unsupported is not None


@each_mission
def test_gazebo_classic_gets_plugins_on_the_topics_of_the_bridge_file(
    mission: Mission, tmp_path: Path
) -> None:
    entries = load_bridge(mission.bridge_path).entries
    text = as_text(to_classic(scenario_tree(mission), entries, tmp_path))
    for entry in entries:
        assert f":={entry.ros_topic}<" in text
    assert float(re.findall("<real_time_update_rate>(.*?)<", text)[0]) * step_s(text) == 1.0
    assert "gz-sim-" not in text
    assert "<pbr>" not in text
    assert 'filename="libgazebo_ros_diff_drive.so"' in text
    texture = (tmp_path / "atelier.material").read_text()
    assert "texture_unit { texture " in texture


def step_s(world: str) -> float:
    (step,) = re.findall("<max_step_size>(.*?)<", world)
    return float(step)


def test_what_gazebo_classic_has_not_is_named(tmp_path: Path) -> None:
    mission = next(iter(list_missions()))
    entries = load_bridge(mission.bridge_path).entries
    tree = scenario_tree(mission)
    for model in tree.iter("model"):
        for plugin in model.findall("plugin"):
            plugin.set("name", "gz::sim::systems::MecanumDrive")
    with pytest.raises(EngineError, match=r"can serve '/model/\w+/cmd_vel', '/model/\w+/odometry'"):
        to_classic(tree, entries, tmp_path)


def test_a_model_that_is_not_there_is_named() -> None:
    tree = sdf.read_text('<sdf><world name="hall"/></sdf>', Path())
    with pytest.raises(EngineError, match="world 'hall' has no model 'rover'"):
        instrumented(tree, "rover", ("rover",))
