"""Nodes of packages that a machine may have or not."""

from __future__ import annotations

from typing import Any

from ament_index_python.packages import PackageNotFoundError, get_package_prefix
from launch import LaunchDescriptionEntity
from launch.actions import LogInfo
from launch_ros.actions import Node


def node_if_installed(package: str, executable: str, **options: Any) -> LaunchDescriptionEntity:
    """The node, or a line that says what is missing."""
    try:
        get_package_prefix(package)
    except PackageNotFoundError:
        return LogInfo(msg=f"without {executable}: the package {package} is not installed")
    return Node(package=package, executable=executable, **options)
