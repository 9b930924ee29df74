"""The mission's robot for tools such as RViz: its description and its transforms."""

from __future__ import annotations

from launch import LaunchContext, LaunchDescription, LaunchDescriptionEntity
from launch.actions import OpaqueFunction
from launch.substitutions import LaunchConfiguration
from launch_ros.parameter_descriptions import ParameterValue

from atelier_bringup.choices import mission_argument
from atelier_bringup.installed import node_if_installed
from atelier_description import model_file
from atelier_description.urdf import to_urdf
from atelier_grader.mission.load import find_mission

SIM_TIME = {"use_sim_time": True}


def describe(context: LaunchContext) -> list[LaunchDescriptionEntity]:
    mission = find_mission(LaunchConfiguration("mission").perform(context))
    urdf = ParameterValue(to_urdf(model_file(mission.robot)), value_type=str)
    return [
        node_if_installed(
            "robot_state_publisher",
            "robot_state_publisher",
            parameters=[SIM_TIME, {"robot_description": urdf}],
        ),
        node_if_installed("joint_state_publisher", "joint_state_publisher", parameters=[SIM_TIME]),
        node_if_installed("atelier_bringup", "odometry_to_tf", parameters=[SIM_TIME]),
    ]


def generate_launch_description() -> LaunchDescription:
    return LaunchDescription([mission_argument(), OpaqueFunction(function=describe)])
