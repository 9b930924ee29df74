"""What the packages depend on: on every distribution, and by keys that rosdep resolves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from catkin_pkg.package import parse_package

ROOT = Path(__file__).parents[2]
MANIFESTS = sorted([*ROOT.glob("*/package.xml"), *ROOT.glob("src/*/package.xml")])
RULES = dict(
    line.split(": ", 1)
    for line in Path(__file__).with_name("rosdep_jazzy.txt").read_text().splitlines()
    if not line.startswith("#")
)
KINDS = ("build", "buildtool", "build_export", "buildtool_export", "exec", "test", "doc")
GAZEBO = {"gazebo_ros", "ros_gz_sim", "ros_gz_bridge"}

each_package = pytest.mark.parametrize("path", MANIFESTS, ids=lambda path: path.parent.name)


def depends(path: Path, distro: str | None) -> set[str]:
    package: Any = parse_package(path)
    package.evaluate_conditions({} if distro is None else {"ROS_DISTRO": distro})
    return {
        each.name
        for kind in KINDS
        for each in getattr(package, f"{kind}_depends")
        if each.evaluated_condition
    }


def test_all_packages_are_looked_at() -> None:
    assert len(MANIFESTS) >= 8


@each_package
@pytest.mark.parametrize(
    ("distro", "gazebo"),
    [
        ("humble", {"gazebo_ros"}),
        ("jazzy", {"ros_gz_sim", "ros_gz_bridge"}),
        (None, {"ros_gz_sim", "ros_gz_bridge"}),
    ],
)
def test_only_the_bringup_needs_a_gazebo_and_the_right_one(
    path: Path, distro: str | None, gazebo: set[str]
) -> None:
    expected = gazebo if path.parent.name == "atelier_bringup" else set()
    assert depends(path, distro) & GAZEBO == expected


@each_package
def test_every_dependency_is_ours_or_a_key_of_rosdep(path: Path) -> None:
    ours = {parse_package(each).name for each in MANIFESTS}
    unknown = depends(path, "jazzy") - ours - RULES.keys()
    assert unknown == set(), f"{path}: run scripts/rosdep.py, see there"


def test_the_list_has_no_key_that_nobody_needs() -> None:
    needed = set().union(*(depends(path, "jazzy") for path in MANIFESTS))
    assert RULES.keys() <= needed


def test_every_key_installs_something() -> None:
    for key, rule in RULES.items():
        assert rule.strip(), key
