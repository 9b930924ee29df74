"""A submission that brings its own messages along."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from atelier_grader.controller.submission import Submission, SubmissionError, find_submission

SETUP = """
from setuptools import setup
setup(name="my_robot", packages=["my_robot"],
      entry_points={"console_scripts": ["controller = my_robot.node:main"]})
"""
CMAKE = """
cmake_minimum_required(VERSION 3.8)
project(arm_msgs)
find_package(rosidl_default_generators REQUIRED)
rosidl_generate_interfaces(${PROJECT_NAME} "msg/Grip.msg" "srv/Weigh.srv")
"""
USE = """
import sys
import rclpy
from arm_msgs.msg import Grip
from arm_msgs.srv import Weigh
rclpy.init()
node = rclpy.create_node("arm")
heard = []
node.create_subscription(Grip, "grip", heard.append, 10)
node.create_publisher(Grip, "grip", 10).publish(Grip(force_n=2.5))
rclpy.spin_once(node, timeout_sec=10)
print(heard[0].force_n, Weigh.Request(grip=heard[0]).grip.force_n)
"""


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace as colcon has it: a Python package and an interface package."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    robot, messages = tmp_path / "ws/src/my_robot", tmp_path / "ws/src/arm_msgs"
    for folder in (robot / "my_robot", messages / "msg", messages / "srv"):
        folder.mkdir(parents=True)
    (robot / "setup.py").write_text(SETUP)
    (robot / "my_robot/__init__.py").write_text("")
    (robot / "my_robot/node.py").write_text("def main():\n    pass\n")
    (messages / "package.xml").write_text("<package><name>arm_msgs</name></package>")
    (messages / "CMakeLists.txt").write_text(CMAKE)
    (messages / "msg/Grip.msg").write_text("float64 force_n\n")
    (messages / "srv/Weigh.srv").write_text("arm_msgs/Grip grip\n---\nfloat64 mass_kg\n")
    return tmp_path / "ws"


def use(submission: Submission) -> str:
    done = subprocess.run(
        [sys.executable, "-c", USE],
        env=os.environ
        | {
            "PYTHONPATH": ":".join(map(str, submission.path)),
            "ROS_AUTOMATIC_DISCOVERY_RANGE": "OFF",
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.stdout.strip() or done.stderr


def test_its_messages_are_built_once_and_usable(workspace: Path, tmp_path: Path) -> None:
    found = find_submission(workspace, tmp_path / "scratch")
    assert found.folder is not None
    assert found.path[0] == found.folder / "ws/src/my_robot"
    assert found.path[1].is_relative_to(found.folder), "where the program can see it"
    assert use(found) == "2.5 2.5"
    kept = sorted((tmp_path / "cache/atelier/interfaces").iterdir())
    again = find_submission(workspace, tmp_path / "scratch")
    assert again.sha256 == found.sha256
    assert sorted((tmp_path / "cache/atelier/interfaces").iterdir()) == kept
    assert len(kept) == 1


def test_a_wrong_definition_is_refused_with_its_place(workspace: Path, tmp_path: Path) -> None:
    (workspace / "src/arm_msgs/msg/Grip.msg").write_text("# gripping\nfloat65 force_n\n")
    with pytest.raises(SubmissionError) as caught:
        find_submission(workspace, tmp_path / "scratch")
    assert caught.value.code == "bad_submission"
    assert caught.value.values["problem"] == (
        "ws/src/arm_msgs/msg/Grip.msg:2: there is no type 'float65' (did you mean 'float64'?)"
    )


def test_the_name_of_the_built_folder_is_ours(workspace: Path, tmp_path: Path) -> None:
    import zipfile

    with zipfile.ZipFile(tmp_path / "ws.zip", "w") as archive:
        archive.writestr(".interfaces/lib/evil.py", "")
        for file in sorted(workspace.rglob("*")):
            if file.is_file():
                archive.write(file, file.relative_to(workspace))
    with pytest.raises(SubmissionError, match=r"the name '\.interfaces' is taken"):
        find_submission(tmp_path / "ws.zip", tmp_path / "scratch")


def test_a_package_without_messages_starts_nothing(
    workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[object] = []
    monkeypatch.setattr(subprocess, "run", lambda *args, **_: started.append(args))
    found = find_submission(workspace / "src/my_robot", tmp_path / "scratch")
    assert len(found.path) == 1
    assert started == []
