"""Each launch file's description, read by the real `launch`."""

from __future__ import annotations

from pathlib import Path

import pytest

launch = pytest.importorskip("launch", reason="launch is not here: it comes with ROS 2")
pytest.importorskip("launch_ros", reason="launch_ros is not here: it comes with ROS 2")

from launch import LaunchContext, LaunchDescription  # noqa: E402
from launch.actions import ExecuteProcess, OpaqueFunction  # noqa: E402
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


@pytest.mark.parametrize("given", ["courier", "/courier", "a/b/c", "package/"])
def test_a_controller_is_a_package_and_an_executable(given: str) -> None:
    with pytest.raises(ValueError, match=f"expected PACKAGE/EXECUTABLE or none, got '{given}'"):
        acting(LAUNCH / "controller.launch.py", controller=given)


def test_without_gazebo_the_engine_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setenv("ROS_DISTRO", "jazzy")
    options = {"mission": "line_following", "engine": "gazebo", "seed": "7", "headless": "true"}
    with pytest.raises(Exception, match="apt install ros-jazzy-ros-gz"):
        acting(LAUNCH / "engine.launch.py", **options)
