"""Packages and programs that a machine may have or not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ament_index_python.packages import get_packages_with_prefixes
from launch import LaunchDescriptionEntity
from launch.actions import LogInfo
from launch_ros.actions import Node

from atelier_grader.mission.errors import did_you_mean, nearest


def missing(package: str, what: str, **options: Any) -> LogInfo | None:
    """A line that says what there will not be, where the package is not installed."""
    if package in get_packages_with_prefixes():
        return None
    return LogInfo(msg=f"without {what}: the package {package} is not installed", **options)


def node_if_installed(package: str, executable: str, **options: Any) -> LaunchDescriptionEntity:
    """The node, or a line that says what is missing."""
    return missing(package, executable) or Node(package=package, executable=executable, **options)


def check_program(package: str, executable: str) -> None:
    """Raises `ValueError` with the nearest valid name where there is no such program."""
    prefixes = get_packages_with_prefixes()
    if package not in prefixes:
        close = nearest(package, prefixes)
        hint = f"nearest valid name: {close!r}" if close else "source its workspace's setup.bash"
        raise ValueError(f"controller: there is no package {package!r}; {hint}")
    names = [file.name for file in Path(prefixes[package], "lib", package).glob("*")]
    if executable not in names:
        near = did_you_mean(executable, names)
        raise ValueError(f"controller: the package {package} has no program {executable!r}{near}")
