"""The referee of a Gazebo run: it tells which checks pass. The embedded engine has its own."""

from __future__ import annotations

from launch import LaunchDescription
from launch.substitutions import LaunchConfiguration
from launch_ros.actions import Node

from atelier_bringup.choices import mission_argument, over, seed_argument, stay_argument


def generate_launch_description() -> LaunchDescription:
    return LaunchDescription(
        [
            mission_argument(),
            seed_argument(),
            stay_argument(),
            Node(
                package="atelier_bringup",
                executable="referee",
                arguments=[LaunchConfiguration("mission"), LaunchConfiguration("seed")],
                output="screen",
                on_exit=over(),
            ),
        ]
    )
