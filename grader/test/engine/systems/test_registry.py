"""Every system is found by every name that Gazebo knows it by."""

from __future__ import annotations

import pytest

from atelier_grader.engine.mujoco.systems import CLASSIC, SYSTEMS, find
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
