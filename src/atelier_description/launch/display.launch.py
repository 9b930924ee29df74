"""A robot's model in RViz, its joints moved by hand: `robot:=carrier`."""

from __future__ import annotations

from pathlib import Path

from launch import LaunchContext, LaunchDescription
from launch.actions import DeclareLaunchArgument, OpaqueFunction
from launch.conditions import IfCondition
from launch.substitutions import LaunchConfiguration
from launch_ros.actions import Node
from launch_ros.parameter_descriptions import ParameterValue

from atelier_description import model_file, robots
from atelier_description.urdf import to_urdf

RVIZ = Path(__file__).parent.parent / "rviz" / "robot.rviz"


def show(context: LaunchContext) -> list[Node]:
    urdf = to_urdf(model_file(LaunchConfiguration("robot").perform(context)))
    return [
        Node(
            package="robot_state_publisher",
            executable="robot_state_publisher",
            parameters=[{"robot_description": ParameterValue(urdf, value_type=str)}],
        ),
        Node(package="joint_state_publisher_gui", executable="joint_state_publisher_gui"),
        Node(
            package="rviz2",
            executable="rviz2",
            arguments=["-d", str(RVIZ)],
            condition=IfCondition(LaunchConfiguration("rviz")),
        ),
    ]


def generate_launch_description() -> LaunchDescription:
    return LaunchDescription(
        [
            DeclareLaunchArgument("robot", choices=list(robots()), description="Which robot."),
            DeclareLaunchArgument("rviz", default_value="true", description="Show it in RViz."),
            OpaqueFunction(function=show),
        ]
    )
