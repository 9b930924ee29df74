"""Every system is found by every name that Gazebo knows it by."""

from __future__ import annotations

import pytest

from atelier_grader.engine.mujoco.systems import CLASSIC, SYSTEMS, doubt, find, unknown
from atelier_grader.sdf.error import Place
from atelier_grader.sdf.plugin import Plugin
from atelier_grader.sdf.tree import Node


def plugin(filename: str, name: str) -> Plugin:
    node = Node("plugin", {})
    node.place = Place("world.sdf", 1)
    return Plugin(filename, name, node)


@pytest.mark.parametrize("name", SYSTEMS)
def test_names_of_systems(name: str) -> None:
    short, factory = SYSTEMS[name]
    for filename, given in (
        (f"gz-sim-{short}-system", f"gz::sim::systems::{name}"),
        ("", f"ignition::gazebo::systems::{name}"),
        (f"libgz-sim8-{short}-system.so", ""),
        (f"libignition-gazebo6-{short}-system.so", "mine"),
        (f"ignition-gazebo-{short}-system", name),
    ):
        assert find(plugin(filename, given)) is factory


@pytest.mark.parametrize("stem", CLASSIC)
def test_names_of_classic_plugins(stem: str) -> None:
    assert find(plugin(f"lib{stem}.so", "any")) is CLASSIC[stem]


def test_unknown_names() -> None:
    assert find(plugin("libmine.so", "mine")) is None
    assert find(plugin("gz-sim-diff-drive-system", "gz::sim::systems::Wind")) is None


@pytest.mark.parametrize(
    ("filename", "name", "said"),
    [
        ("gz-sim-diff-drive-system", "gz::sim::systems::DiffDrive", ""),
        ("libignition-gazebo6-diff-drive-system.so", "ignition::gazebo::systems::DiffDrive", ""),
        ("gz-sim-diff-drive-system", "", ""),
        ("libgazebo_ros_p3d.so", "any", ""),
        ("gz-sim-dif-drive-system", "gz::sim::systems::DiffDrive",
         "Gazebo expects filename 'gz-sim-diff-drive-system', got 'gz-sim-dif-drive-system'"),
        ("gz-sim-imu-system", "gz::sim::systems::DiffDrive",
         "Gazebo expects filename 'gz-sim-diff-drive-system', got 'gz-sim-imu-system'"),
        ("gz-sim-diff-drive-system", "mine",
         "Gazebo expects name 'gz::sim::systems::DiffDrive', got 'mine'"),
    ],
)  # fmt: skip
def test_what_gazebo_would_not_load_is_doubted(filename: str, name: str, said: str) -> None:
    assert find(plugin(filename, name)) is not None
    assert doubt(plugin(filename, name)) == said


@pytest.mark.parametrize(
    ("filename", "name", "said"),
    [
        ("x", "gz::sim::systems::DifDrive", "'gz::sim::systems::DifDrive'; did you mean 'DiffDrive'"),
        ("gz-sim-dif-drive-system", "", "'gz-sim-dif-drive-system'; did you mean 'gz-sim-diff-drive"),
        ("libgazebo_ros_dif_drive.so", "drive", "did you mean 'libgazebo_ros_diff_drive.so'?"),
        ("", "Diff", "there is no system 'Diff'; did you mean 'DiffDrive'?"),
    ],
)  # fmt: skip
def test_the_nearest_name_of_an_unknown_one(filename: str, name: str, said: str) -> None:
    assert find(plugin(filename, name)) is None
    assert said in unknown(plugin(filename, name))
