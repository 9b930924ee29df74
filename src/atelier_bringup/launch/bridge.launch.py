"""The bridge between Gazebo and ROS 2, by the mission's bridge file. Humble's plugins need none."""

from __future__ import annotations

from launch import LaunchContext, LaunchDescription, LaunchDescriptionEntity
from launch.actions import OpaqueFunction
from launch.substitutions import LaunchConfiguration
from launch_ros.actions import Node

from atelier_bringup.choices import mission_argument, seed_argument
from atelier_bringup.scene import prepare


def start(context: LaunchContext) -> list[LaunchDescriptionEntity]:
    mission, seed = (LaunchConfiguration(name).perform(context) for name in ("mission", "seed"))
    backend, folder = prepare(mission, int(seed))
    if backend.installation.kind == "classic":
        return []
    return [
        Node(
            package="ros_gz_bridge",
            executable="parameter_bridge",
            parameters=[{"config_file": str(folder / "bridge.yaml")}],
            output="screen",
        )
    ]


def generate_launch_description() -> LaunchDescription:
    return LaunchDescription([mission_argument(), seed_argument(), OpaqueFunction(function=start)])
