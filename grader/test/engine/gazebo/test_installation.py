"""Where there is no Gazebo, the error says what to install."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from atelier_grader.engine.gazebo.backend import ClassicBackend
from atelier_grader.engine.gazebo.installation import (
    GazeboMissingError,
    Installation,
    find_installation,
)


def test_what_is_here_is_found(gazebo: Installation) -> None:
    assert find_installation() == gazebo


@pytest.mark.parametrize(
    ("distro", "said"),
    [
        ("", "no program 'gz' on the PATH, no package 'ros_gz_bridge' in AMENT_PREFIX_PATH. "
             "Install it with `apt install ros-jazzy-ros-gz` and source /opt/ros/jazzy/setup.bash, "
             "or use the engine 'mujoco'"),
        ("kilted", "`apt install ros-kilted-ros-gz`"),
        ("humble", "no program 'gzserver' on the PATH, no package 'gazebo_ros' in AMENT_PREFIX_PATH. "
                   "Install it with `apt install ros-humble-gazebo-ros-pkgs`"),
    ],
)  # fmt: skip
def test_what_is_missing_is_named(distro: str, said: str, tmp_path: Path) -> None:
    environment = {"ROS_DISTRO": distro, "PATH": str(tmp_path), "AMENT_PREFIX_PATH": ""}
    with pytest.raises(GazeboMissingError, match=re.escape(said)):
        find_installation(environment)


def test_gazebo_classic_has_a_master_and_a_screen_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "xvfb-run").touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    backend = ClassicBackend(Installation("classic", "/usr/bin/gzserver", Path("/opt/ros/humble")))
    one, two = (backend.environment({"GAZEBO_PLUGIN_PATH": "/more"}, name) for name in "ab")
    assert one["GAZEBO_MASTER_URI"].startswith("http://127.0.0.1:")
    assert one["GAZEBO_PLUGIN_PATH"] == "/opt/ros/humble/lib:/more"
    assert two.keys() == one.keys()
    assert backend.server(tmp_path)[:3] == ["xvfb-run", "-a", "/usr/bin/gzserver"]
    backend.environment({"DISPLAY": ":0"}, "c")
    assert backend.server(tmp_path)[0] == "/usr/bin/gzserver"
    assert backend.bridge(tmp_path) is None
