"""Which Gazebo this machine has, and what to install where it has none."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from atelier_grader.engine.protocol import EngineError

Kind = Literal["sim", "classic"]

BRIDGES = {"sim": "ros_gz_bridge", "classic": "gazebo_ros"}
PROGRAMS = {"sim": "gz", "classic": "gzserver"}
DEBIAN = {"sim": "ros-{distro}-ros-gz", "classic": "ros-{distro}-gazebo-ros-pkgs"}


class GazeboMissingError(EngineError):
    """No usable Gazebo here; the message says what to install."""

    code = "gazebo_missing"


@dataclass(frozen=True)
class Installation:
    """`program` is `gz` or `gzserver`; `bridge_prefix` the ROS prefix with the bridging package."""

    kind: Kind
    program: str
    bridge_prefix: Path


def kind_for(distro: str) -> Kind:
    """Gazebo classic for Humble, the Gazebo of `ros_gz` for all later ones."""
    return "classic" if distro == "humble" else "sim"


def find_installation(
    environment: Mapping[str, str] = os.environ,
    which: Callable[..., str | None] = shutil.which,
) -> Installation:
    """What the sourced ROS 2 offers. Raises `GazeboMissingError` that names what is missing."""
    distro = environment.get("ROS_DISTRO", "")
    kind = kind_for(distro)
    program = which(PROGRAMS[kind], path=environment.get("PATH"))
    prefix = package_prefix(BRIDGES[kind], environment)
    missing = []
    if program is None:
        missing.append(f"no program {PROGRAMS[kind]!r} on the PATH")
    if prefix is None:
        missing.append(f"no package {BRIDGES[kind]!r} in AMENT_PREFIX_PATH")
    if program is None or prefix is None:
        debian = DEBIAN[kind].format(distro=distro or "jazzy")
        source = f"/opt/ros/{distro or 'jazzy'}/setup.bash"
        raise GazeboMissingError(
            f"the engine 'gazebo' is not here: {', '.join(missing)}. Install it with "
            f"`apt install {debian}` and source {source}, or use the engine 'mujoco'"
        )
    return Installation(kind, program, prefix)


def package_prefix(package: str, environment: Mapping[str, str]) -> Path | None:
    """The first ROS prefix that has the package, by the ament index."""
    for entry in environment.get("AMENT_PREFIX_PATH", "").split(os.pathsep):
        if entry and (Path(entry) / "share/ament_index/resource_index/packages" / package).exists():
            return Path(entry)
    return None
