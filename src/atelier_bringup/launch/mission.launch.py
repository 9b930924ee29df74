"""A mission, complete: simulator, robot, bridge, referee, and a controller where one is named.

ros2 launch atelier_bringup mission.launch.py mission:=warehouse_delivery
"""

from __future__ import annotations

from pathlib import Path

from launch import LaunchDescription
from launch.actions import DeclareLaunchArgument, ExecuteProcess, IncludeLaunchDescription
from launch.launch_description_sources import PythonLaunchDescriptionSource
from launch.substitutions import LaunchConfiguration

from atelier_bringup.choices import (
    NONE,
    engine_argument,
    flag,
    mission_argument,
    seed_argument,
    stay_argument,
    unless,
    when,
)
from atelier_bringup.installed import missing

HERE = Path(__file__).parent


def part(name: str, *arguments: str, condition: object = None) -> IncludeLaunchDescription:
    """Another launch file of this folder, given these of our arguments."""
    return IncludeLaunchDescription(
        PythonLaunchDescriptionSource(str(HERE / f"{name}.launch.py")),
        launch_arguments=[(each, LaunchConfiguration(each)) for each in arguments],
        condition=condition,
    )


def generate_launch_description() -> LaunchDescription:
    return LaunchDescription(
        [
            mission_argument(),
            engine_argument(),
            seed_argument(),
            DeclareLaunchArgument(
                "controller",
                default_value=NONE,
                description="Which program drives, as PACKAGE/EXECUTABLE, or none.",
            ),
            flag("headless", True, "Open no window of the simulator."),
            flag("rviz", False, "Show the robot and its sensors in RViz."),
            DeclareLaunchArgument(
                "record", default_value=NONE, description="Folder for a bag (MCAP), or none."
            ),
            stay_argument(),
            part("engine", "mission", "engine", "seed", "headless", "stay"),
            part("bridge", "mission", "seed", condition=when("engine", "gazebo")),
            part("referee", "mission", "seed", "stay", condition=when("engine", "gazebo")),
            part("robot", "mission"),
            part("controller", "controller", condition=unless("controller", NONE)),
            part("rviz", condition=when("rviz", "true")),
            missing("ros2bag", "a bag", condition=unless("record", NONE))
            or ExecuteProcess(
                cmd=["ros2", "bag", "record", "--all", "--storage", "mcap", "--use-sim-time",
                     "--output", LaunchConfiguration("record")],
                output="screen",
                condition=unless("record", NONE),
            ),
        ]
    )  # fmt: skip
