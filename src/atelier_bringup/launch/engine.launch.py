"""The simulator alone: the embedded engine as a ROS node, or Gazebo."""

from __future__ import annotations

import sys
from pathlib import Path

from ament_index_python.packages import get_package_share_directory
from launch import LaunchContext, LaunchDescription, LaunchDescriptionEntity
from launch.actions import (
    ExecuteProcess,
    IncludeLaunchDescription,
    OpaqueFunction,
    Shutdown,
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


def gazebo(mission: str, seed: int, headless: bool) -> LaunchDescriptionEntity:
    """Gazebo with the world as the seed makes it."""
    backend, folder = prepare(mission, seed)
    world = str(folder / "world.sdf")
    if backend.installation.kind == "classic":
        return classic(world, headless)
    window = ["-s", "--headless-rendering"] if headless else []
    return ExecuteProcess(
        # not by ros_gz_sim's launch file: that has a shell between, which alone gets the signals
        cmd=[backend.installation.program, "sim", "-r", *window, world],
        name="gazebo",
        output="screen",
        on_exit=Shutdown(reason="Gazebo has ended"),
    )


def classic(world: str, headless: bool) -> IncludeLaunchDescription:
    arguments = {"world": world, "gui": str(not headless).lower(), "server_required": "true"}
    launch = Path(get_package_share_directory("gazebo_ros")) / "launch" / "gazebo.launch.py"
    return IncludeLaunchDescription(
        PythonLaunchDescriptionSource(str(launch)), launch_arguments=arguments.items()
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
