"""Builds ROS 2 interface packages (msg, srv, action) with rosidl's generators, no ament_cmake."""

from __future__ import annotations

from .build import build, install, site_packages
from .package import InterfaceError, InterfacePackage, find_packages, read_package

__all__ = [
    "InterfaceError",
    "InterfacePackage",
    "build",
    "find_packages",
    "install",
    "read_package",
    "site_packages",
]
