"""Programs that a launch file chooses, as the real `launch` and `launch_ros` understand it."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from atelier_grader.controller.launching import with_launch
from atelier_grader.controller.submission import SubmissionError, find_submission
from atelier_grader.sandbox.sandbox import OFF, prepare

HERE = importlib.util.find_spec("launch_ros") is not None
needs_launch = pytest.mark.skipif(
    not HERE, reason="launch and launch_ros are not here: they come with ROS 2"
)

SETUP = """
from setuptools import setup
setup(name="team", packages=["team"], entry_points={"console_scripts": [
    "detector = team.detector:main", "driver = team.driver:main"]})
"""

LAUNCH = """
import os
from ament_index_python.packages import get_package_share_directory
from launch import LaunchDescription
from launch.actions import DeclareLaunchArgument, ExecuteProcess, GroupAction, TimerAction
from launch.conditions import IfCondition, UnlessCondition
from launch.substitutions import LaunchConfiguration
from launch_ros.actions import Node, PushRosNamespace


def generate_launch_description():
    share = get_package_share_directory("team")
    return LaunchDescription([
        DeclareLaunchArgument("fast", default_value="true"),
        GroupAction([
            PushRosNamespace("front"),
            Node(package="team", executable="detector", name="eye",
                 parameters=[{"gain": 2.0}], remappings=[("scan", "/scan")]),
        ]),
        TimerAction(period=3.0, actions=[
            Node(package="team", executable="driver", condition=IfCondition(
                LaunchConfiguration("fast")), arguments=["--speed", "2"],
                parameters=[os.path.join(share, "config", "driver.yaml")]),
        ]),
        Node(package="team", executable="driver",
             condition=UnlessCondition(LaunchConfiguration("fast"))),
        Node(package="rviz2", executable="rviz2"),
        ExecuteProcess(cmd=["touch", "/tmp/launched"]),
    ])
"""


@pytest.fixture
def team(tmp_path: Path) -> Path:
    folder = tmp_path / "team"
    for name, text in {
        "setup.py": SETUP,
        "package.xml": "<package><name>team</name></package>",
        "team/__init__.py": "",
        "team/detector.py": "def main():\n    pass\n",
        "team/driver.py": "def main():\n    pass\n",
        "config/driver.yaml": "driver:\n  ros__parameters:\n    speed: 1.0\n",
        "launch/team.launch.py": LAUNCH,
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


@needs_launch
@pytest.mark.parametrize("mode", ["auto", "off"])
def test_a_launch_file_chooses_programs(mode: str, team: Path, tmp_path: Path) -> None:
    found = find_submission(team, tmp_path / "scratch", (), "launch/team.launch.py")
    submission, launched = with_launch(found, OFF if mode == "off" else prepare("auto"))
    detector, driver = submission.programs
    assert (detector.name, detector.module) == ("eye", "team.detector")
    words = " ".join(detector.argv)
    for part in ("__node:=eye", "__ns:=/front", "scan:=/scan", "gain:=2.0"):
        assert part in words
    assert (driver.name, driver.module) == ("driver", "team.driver")
    assert (detector.delay_s, driver.delay_s) == (0.0, 3.0)
    assert driver.argv[1:3] == ("--speed", "2")
    assert driver.argv[-2:] == ("--params-file", "./config/driver.yaml")
    assert len(launched.left_out) == 2
    assert "rviz2" in launched.left_out[0]
    assert launched.left_out[1].startswith("touch")


@needs_launch
def test_a_broken_launch_file_says_where(team: Path, tmp_path: Path) -> None:
    (team / "launch" / "team.launch.py").write_text("def generate_launch_description():\n    1 / 0")
    found = find_submission(team, tmp_path / "scratch", (), "launch/team.launch.py")
    with pytest.raises(SubmissionError, match="ZeroDivisionError"):
        with_launch(found)


@needs_launch
def test_a_launch_file_that_starts_nothing_of_the_package(team: Path, tmp_path: Path) -> None:
    (team / "launch" / "team.launch.py").write_text(
        "from launch import LaunchDescription\n"
        "def generate_launch_description():\n    return LaunchDescription([])\n"
    )
    found = find_submission(team, tmp_path / "scratch", (), "launch/team.launch.py")
    with pytest.raises(SubmissionError, match="starts 0 programs"):
        with_launch(found)


@pytest.mark.skipif(HERE, reason="launch is here")
def test_without_launch_it_costs_the_student_nothing(team: Path, tmp_path: Path) -> None:
    found = find_submission(team, tmp_path / "scratch", (), "launch/team.launch.py")
    with pytest.raises(SubmissionError) as caught:
        with_launch(found)
    assert caught.value.code == "launch_missing"


@pytest.mark.parametrize("file", ["import not_here_either", ""])
def test_a_launch_that_lacks_something_costs_the_student_nothing(
    file: str, team: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = tmp_path / "machine"
    for package in ("launch", "launch_ros"):
        (machine / package).mkdir(parents=True)
        (machine / package / "__init__.py").write_text("import not_here")
    monkeypatch.syspath_prepend(str(machine))
    monkeypatch.setenv("PYTHONPATH", str(machine))
    (team / "launch" / "team.launch.py").write_text(file)
    found = find_submission(team, tmp_path / "scratch", (), "launch/team.launch.py")
    with pytest.raises(SubmissionError) as caught:
        with_launch(found)
    assert caught.value.code == "launch_missing"
    assert "'not_here'" in str(caught.value.detail)


def test_a_wrong_name_has_a_near_one(team: Path, tmp_path: Path) -> None:
    with pytest.raises(SubmissionError, match=r"team\.launch\.py"):
        find_submission(team, tmp_path / "scratch", (), "launch/teem.launch.py")
