"""Builds ROS 2 interface packages (msg, srv, action) with rosidl's generators, no ament_cmake."""

from __future__ import annotations

from .build import build, environment, install
from .package import InterfaceError, InterfacePackage, find_packages, read_package

__all__ = [
    "InterfaceError",
    "InterfacePackage",
    "build",
    "environment",
    "find_packages",
    "install",
    "read_package",
]
