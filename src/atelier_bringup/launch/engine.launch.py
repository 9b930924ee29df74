"""The simulator alone: the embedded engine as a ROS node, or Gazebo."""

from __future__ import annotations

import os
import sys

from ament_index_python.packages import get_package_share_directory
from launch import LaunchContext, LaunchDescription, LaunchDescriptionEntity
from launch.actions import (
    ExecuteProcess,
    IncludeLaunchDescription,
    OpaqueFunction,
)
from launch.launch_description_sources import PythonLaunchDescriptionSource
from launch.substitutions import LaunchConfiguration

from atelier_bringup.choices import (
    engine_argument,
    flag,
    mission_argument,
    over,
    seed_argument,
    stay_argument,
)
from atelier_bringup.scene import prepare

GAZEBO = {"sim": ("ros_gz_sim", "gz_sim"), "classic": ("gazebo_ros", "gazebo")}


def start(context: LaunchContext) -> list[LaunchDescriptionEntity]:
    mission, engine, seed, headless = (
        LaunchConfiguration(name).perform(context)
        for name in ("mission", "engine", "seed", "headless")
    )
    if engine == "mujoco":
        return [embedded(mission, seed, headless == "true")]
    return [gazebo(mission, int(seed), headless == "true")]


def embedded(mission: str, seed: str, headless: bool) -> ExecuteProcess:
    """The engine, the robot's topics and the referee in one process; it ends with the mission."""
    window = ["--headless"] if headless else []
    return ExecuteProcess(
        cmd=[sys.executable, "-m", "atelier_grader", "play", mission, "--seed", seed, *window],
        name="engine",
        output="screen",
        on_exit=over(),
    )


def gazebo(mission: str, seed: int, headless: bool) -> IncludeLaunchDescription:
    """Gazebo with the world as the seed makes it, by the launch file of its ROS package."""
    backend, folder = prepare(mission, seed)
    kind = backend.installation.kind
    world = str(folder / "world.sdf")
    if kind == "sim":
        flags = "-r -s --headless-rendering" if headless else "-r"
        arguments = {"gz_args": f"{flags} {world}", "on_exit_shutdown": "true"}
    else:
        arguments = {"world": world, "gui": str(not headless).lower(), "server_required": "true"}
    package, name = GAZEBO[kind]
    share = get_package_share_directory(package)
    return IncludeLaunchDescription(
        PythonLaunchDescriptionSource(os.path.join(share, "launch", f"{name}.launch.py")),
        launch_arguments=arguments.items(),
    )


def generate_launch_description() -> LaunchDescription:
    return LaunchDescription(
        [
            mission_argument(),
            engine_argument(),
            seed_argument(),
            flag("headless", True, "Open no window of the simulator."),
            stay_argument(),
            OpaqueFunction(function=start),
        ]
    )
