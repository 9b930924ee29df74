"""RViz with the robot and its sensors."""

from __future__ import annotations

from pathlib import Path

from launch import LaunchDescription

from atelier_bringup.installed import node_if_installed

VIEW = Path(__file__).parent.parent / "rviz" / "mission.rviz"


def generate_launch_description() -> LaunchDescription:
    return LaunchDescription(
        [
            node_if_installed(
                "rviz2",
                "rviz2",
                arguments=["-d", str(VIEW)],
                parameters=[{"use_sim_time": True}],
            )
        ]
    )
