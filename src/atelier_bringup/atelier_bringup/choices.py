"""The arguments that several launch files declare alike."""

from __future__ import annotations

from launch import Condition
from launch.actions import DeclareLaunchArgument, Shutdown
from launch.conditions import IfCondition, UnlessCondition
from launch.substitutions import LaunchConfiguration, PythonExpression

from atelier_grader.mission.load import list_missions

NONE = "none"


def mission_argument() -> DeclareLaunchArgument:
    missions = [mission.id for mission in list_missions()]
    return DeclareLaunchArgument("mission", choices=missions, description="Which mission.")


def engine_argument() -> DeclareLaunchArgument:
    return DeclareLaunchArgument(
        "engine", default_value="mujoco", choices=["mujoco", "gazebo"],
        description="The embedded engine, or Gazebo.",
    )  # fmt: skip


def seed_argument() -> DeclareLaunchArgument:
    return DeclareLaunchArgument("seed", default_value="1", description="What varies, as drawn.")


def stay_argument() -> DeclareLaunchArgument:
    return flag("stay", False, "Leave the rest running when the mission is over.")


def over() -> Shutdown:
    """What the end of the mission brings, unless the rest shall stay."""
    stay = LaunchConfiguration("stay")
    return Shutdown(reason="the mission is over", condition=UnlessCondition(stay))


def flag(name: str, default: bool, description: str) -> DeclareLaunchArgument:
    return DeclareLaunchArgument(
        name, default_value=str(default).lower(), choices=["true", "false"], description=description
    )


def when(name: str, value: str) -> Condition:
    """That the argument has this value."""
    return IfCondition(PythonExpression(["'", LaunchConfiguration(name), f"' == '{value}'"]))


def unless(name: str, value: str) -> Condition:
    return IfCondition(PythonExpression(["'", LaunchConfiguration(name), f"' != '{value}'"]))
