"""Each launch file's description, read by the real `launch`."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

launch = pytest.importorskip("launch", reason="launch is not here: it comes with ROS 2")
pytest.importorskip("launch_ros", reason="launch_ros is not here: it comes with ROS 2")

from launch import LaunchContext, LaunchDescription, LaunchService  # noqa: E402
from launch.actions import (  # noqa: E402
    ExecuteProcess,
    IncludeLaunchDescription,
    OpaqueFunction,
    Shutdown,
    TimerAction,
)
from launch.launch_description_sources import PythonLaunchDescriptionSource  # noqa: E402
from launch.utilities import perform_substitutions  # noqa: E402

LAUNCH = Path(__file__).parents[1] / "launch"
DISPLAY = Path(__file__).parents[2] / "atelier_description" / "launch" / "display.launch.py"


def describe(file: Path) -> LaunchDescription:
    return PythonLaunchDescriptionSource(str(file)).get_launch_description(LaunchContext())


def arguments(file: Path) -> dict[str, str | None]:
    """Name to default of each argument that the file declares itself; None where it has none."""
    context = LaunchContext()
    found = {}
    for declared in describe(file).get_launch_arguments():
        default = declared.default_value
        found[declared.name] = None if default is None else perform_substitutions(context, default)
    return found


def test_the_arguments_of_a_mission() -> None:
    assert arguments(LAUNCH / "mission.launch.py") == {
        "mission": None,
        "engine": "mujoco",
        "seed": "1",
        "controller": "none",
        "headless": "true",
        "rviz": "false",
        "record": "none",
        "stay": "false",
    }


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("engine", {"mission", "engine", "seed", "headless", "stay"}),
        ("bridge", {"mission", "seed"}),
        ("referee", {"mission", "seed", "stay"}),
        ("robot", {"mission"}),
        ("controller", {"controller"}),
        ("rviz", set()),
    ],
)
def test_each_part_stands_alone(name: str, expected: set[str]) -> None:
    assert set(arguments(LAUNCH / f"{name}.launch.py")) == expected


def test_the_display_shows_any_robot() -> None:
    assert arguments(DISPLAY) == {"robot": None, "rviz": "true"}


def acting(file: Path, **configuration: str) -> list[object]:
    """What the file's function makes of these arguments."""
    context = LaunchContext()
    context.launch_configurations.update(configuration)
    (action,) = (each for each in describe(file).entities if isinstance(each, OpaqueFunction))
    return list(action.execute(context) or [])


def test_the_embedded_engine_is_one_process() -> None:
    options = {"mission": "line_following", "engine": "mujoco", "seed": "7", "headless": "true"}
    (process,) = acting(LAUNCH / "engine.launch.py", **options)
    assert isinstance(process, ExecuteProcess)
    command = [perform_substitutions(LaunchContext(), list(part)) for part in process.cmd]
    assert command[1:] == ["-m", "atelier_grader", "play", "line_following", "--seed", "7", "--headless"]  # fmt: skip


@pytest.fixture
def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A `gz` that says what it was given, and stays."""
    gz, index = tmp_path / "bin/gz", tmp_path / "share/ament_index/resource_index/packages"
    gz.parent.mkdir()
    gz.write_text(f"#!/bin/sh\necho $$ $@ >>{tmp_path}/told\nexec sleep 600\n")
    gz.chmod(0o755)
    index.mkdir(parents=True)
    (index / "ros_gz_bridge").touch()
    monkeypatch.setenv("PATH", f"{gz.parent}:{os.environ['PATH']}")
    monkeypatch.setenv("AMENT_PREFIX_PATH", f"{tmp_path}:{os.environ['AMENT_PREFIX_PATH']}")
    monkeypatch.setenv("ROS_DISTRO", "jazzy")
    return tmp_path / "told"


@pytest.mark.parametrize(
    ("headless", "flags"), [("true", ["-r", "-s", "--headless-rendering"]), ("false", ["-r"])]
)
def test_gazebo_ends_with_the_launch(stand_in: Path, headless: str, flags: list[str]) -> None:
    given = {"mission": "line_following", "engine": "gazebo", "headless": headless}
    source = PythonLaunchDescriptionSource(str(LAUNCH / "engine.launch.py"))
    service = LaunchService()
    service.include_launch_description(
        LaunchDescription(
            [
                IncludeLaunchDescription(source, launch_arguments=given.items()),
                TimerAction(period=1.0, actions=[Shutdown()]),
            ]
        )
    )
    assert service.run() == 0
    pid, *told = stand_in.read_text().split()
    assert told[:-1] == ["sim", *flags]
    assert told[-1].endswith("/world.sdf")
    assert not Path("/proc", pid).exists()


@pytest.mark.parametrize("given", ["courier", "/courier", "a/b/c", "package/"])
def test_a_controller_is_a_package_and_an_executable(given: str) -> None:
    with pytest.raises(ValueError, match=f"expected PACKAGE/EXECUTABLE or none, got '{given}'"):
        acting(LAUNCH / "controller.launch.py", controller=given)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("atelier_controllers/line_folowing", "no program 'line_folowing'; nearest valid name: 'line_following'"),
        ("atelier_controler/line_following", "no package 'atelier_controler'; nearest valid name: 'atelier_controllers'"),
        ("zzzz/line_following", "no package 'zzzz'; source its workspace's setup.bash"),
    ],
)  # fmt: skip
def test_a_controller_that_is_not_there_brings_the_nearest_name(given: str, said: str) -> None:
    with pytest.raises(ValueError, match=f"^controller: .*{said}"):
        acting(LAUNCH / "controller.launch.py", controller=given)


def test_what_is_not_installed_is_said() -> None:
    from atelier_bringup.installed import missing

    told = missing("ros2bagg", "a bag")
    assert told is not None
    text = perform_substitutions(LaunchContext(), list(told.msg))
    assert text == "without a bag: the package ros2bagg is not installed"
    assert missing("atelier_bringup", "it") is None


def test_without_gazebo_the_engine_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setenv("ROS_DISTRO", "jazzy")
    options = {"mission": "line_following", "engine": "gazebo", "seed": "7", "headless": "true"}
    with pytest.raises(Exception, match="apt install ros-jazzy-ros-gz"):
        acting(LAUNCH / "engine.launch.py", **options)
