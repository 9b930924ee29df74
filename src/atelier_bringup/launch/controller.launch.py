"""A controller on simulated time: `controller:=atelier_controllers/line_following`."""

from __future__ import annotations

from launch import LaunchContext, LaunchDescription, LaunchDescriptionEntity
from launch.actions import DeclareLaunchArgument, OpaqueFunction
from launch.substitutions import LaunchConfiguration
from launch_ros.actions import Node

from atelier_bringup.installed import check_program


def start(context: LaunchContext) -> list[LaunchDescriptionEntity]:
    controller = LaunchConfiguration("controller").perform(context)
    package, slash, executable = controller.partition("/")
    if not (package and slash and executable) or "/" in executable:
        raise ValueError(f"controller: expected PACKAGE/EXECUTABLE or none, got {controller!r}")
    check_program(package, executable)
    return [
        Node(
            package=package,
            executable=executable,
            parameters=[{"use_sim_time": True}],
            output="screen",
            emulate_tty=True,
        )
    ]


def generate_launch_description() -> LaunchDescription:
    return LaunchDescription(
        [
            DeclareLaunchArgument("controller", description="PACKAGE/EXECUTABLE."),
            OpaqueFunction(function=start),
        ]
    )
