"""How each Gazebo is started, unpaused, listened to and bridged to ROS 2."""

from __future__ import annotations

import re
import shutil
import socket
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from ruamel.yaml import YAML

from atelier_grader.bridge import BridgeEntry
from atelier_grader.engine.gazebo.classic import to_classic
from atelier_grader.engine.gazebo.feed import Kind
from atelier_grader.engine.gazebo.installation import Installation
from atelier_grader.engine.gazebo.world_file import CONTACTS, as_text, instrumented, world_of
from atelier_grader.sdf.tree import Node

CAMERAS = ("gz.msgs.Image", "gz.msgs.CameraInfo")


@dataclass(frozen=True)
class Wanted:
    """What a run needs: the scenario's world, located; the robot; the models whose truth counts.

    `entries` are the bridged topics that the mission opens to the program.
    """

    tree: Node
    robot: str
    followed: tuple[str, ...]
    entries: tuple[BridgeEntry, ...]

    @property
    def world(self) -> str:
        return world_of(self.tree).get("name", "")


class Backend(Protocol):
    """Commands and files of one kind of Gazebo. `name` is unique among the runs of a machine."""

    installation: Installation

    def environment(self, base: Mapping[str, str], name: str) -> dict[str, str]: ...
    def prepare(self, wanted: Wanted, folder: Path) -> None: ...
    def server(self, folder: Path) -> list[str]: ...
    def bridge(self, folder: Path) -> list[str] | None: ...
    def feeds(self, wanted: Wanted) -> list[tuple[Kind, str]]: ...
    def echo(self, topic: str) -> list[str]: ...
    def topics(self) -> list[str]: ...
    def unpause(self, wanted: Wanted) -> list[str]: ...
    def unusable(self, wanted: Wanted) -> re.Pattern[str]: ...


class SimBackend:
    """`gz sim` and `ros_gz_bridge`: ROS 2 Jazzy and later."""

    def __init__(self, installation: Installation) -> None:
        self.installation = installation

    def environment(self, base: Mapping[str, str], name: str) -> dict[str, str]:
        """A partition of its own, on the loopback interface only."""
        return {**base, "GZ_PARTITION": name, "GZ_IP": "127.0.0.1"}

    def prepare(self, wanted: Wanted, folder: Path) -> None:
        tree = instrumented(wanted.tree, wanted.robot, wanted.followed)
        (folder / "world.sdf").write_text(as_text(tree), encoding="utf-8")
        with (folder / "bridge.yaml").open("w", encoding="utf-8") as file:
            YAML(typ="safe", pure=True).dump(bridge_config(wanted.entries), file)

    def server(self, folder: Path) -> list[str]:
        """Paused, without a window; cameras are rendered through EGL."""
        world = str(folder / "world.sdf")
        return [self.installation.program, "sim", "-s", "--headless-rendering", "-v", "2", world]

    def bridge(self, folder: Path) -> list[str]:
        program = self.installation.bridge_prefix / "lib/ros_gz_bridge/parameter_bridge"
        config = f"config_file:={folder / 'bridge.yaml'}"
        return [str(program), "--ros-args", "-p", config]

    def feeds(self, wanted: Wanted) -> list[tuple[Kind, str]]:
        poses: list[tuple[Kind, str]] = [
            ("poses", f"/model/{model}/pose") for model in wanted.followed
        ]
        return [*poses, ("contacts", CONTACTS), ("clock", f"/world/{wanted.world}/stats")]

    def echo(self, topic: str) -> list[str]:
        return [self.installation.program, "topic", "-e", "-t", topic]

    def topics(self) -> list[str]:
        return [self.installation.program, "topic", "-l"]

    def unpause(self, wanted: Wanted) -> list[str]:
        return [
            self.installation.program, "service", "-s", f"/world/{wanted.world}/control",
            "--reqtype", "gz.msgs.WorldControl", "--reptype", "gz.msgs.Boolean",
            "--timeout", "2000", "--req", "pause: false",
        ]  # fmt: skip

    def unusable(self, wanted: Wanted) -> re.Pattern[str]:
        """What it prints when it goes on without a part that the mission needs."""
        return re.compile("Failed to load system plugin")


class ClassicBackend:
    """`gzserver` and `gazebo_ros`: ROS 2 Humble."""

    def __init__(self, installation: Installation) -> None:
        self.installation = installation
        self._gz = str(Path(installation.program).with_name("gz"))
        self._display = False

    def environment(self, base: Mapping[str, str], name: str) -> dict[str, str]:
        """A master of its own on a free port; plugins of `gazebo_ros` on the library path."""
        self._display = bool(base.get("DISPLAY"))
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        plugins = [str(self.installation.bridge_prefix / "lib")]
        plugins += filter(None, [base.get("GAZEBO_PLUGIN_PATH")])
        return {
            **base,
            "GAZEBO_MASTER_URI": f"http://127.0.0.1:{port}",
            "GAZEBO_IP": "127.0.0.1",
            "GAZEBO_MODEL_DATABASE_URI": "",
            "GAZEBO_PLUGIN_PATH": ":".join(plugins),
        }

    def prepare(self, wanted: Wanted, folder: Path) -> None:
        tree = to_classic(wanted.tree, wanted.entries, folder)
        (folder / "world.sdf").write_text(as_text(tree), encoding="utf-8")

    def server(self, folder: Path) -> list[str]:
        """Paused. Its cameras need an X server: a virtual one where there is no display."""
        virtual = [] if self._display else ["xvfb-run", "-a"] if shutil.which("xvfb-run") else []
        ros = ["-s", "libgazebo_ros_init.so", "-s", "libgazebo_ros_factory.so"]
        world = str(folder / "world.sdf")
        return [*virtual, self.installation.program, "-u", "--verbose", *ros, world]

    def bridge(self, folder: Path) -> None:
        return None

    def feeds(self, wanted: Wanted) -> list[tuple[Kind, str]]:
        scope = f"/gazebo/{wanted.world}"
        return [
            ("poses", f"{scope}/pose/info"),
            ("contacts", f"{scope}/physics/contacts"),
            ("clock", f"{scope}/world_stats"),
        ]

    def echo(self, topic: str) -> list[str]:
        """Line by line: into a pipe it would write whole blocks only."""
        return ["stdbuf", "-oL", self._gz, "topic", "-e", topic]

    def topics(self) -> list[str]:
        return [self._gz, "topic", "-l"]

    def unpause(self, wanted: Wanted) -> list[str]:
        return [self._gz, "world", "-w", wanted.world, "-p", "0"]

    def unusable(self, wanted: Wanted) -> re.Pattern[str]:
        """What it prints when it goes on without a part that the mission needs."""
        seen = any(entry.gz_type in CAMERAS for entry in wanted.entries)
        return re.compile("Failed to load plugin" + ("|Rendering will be disabled" if seen else ""))


def backend_of(installation: Installation) -> Backend:
    return (SimBackend if installation.kind == "sim" else ClassicBackend)(installation)


def bridge_config(entries: Sequence[BridgeEntry]) -> list[dict[str, str]]:
    """The entries in ros_gz_bridge's format, and `/clock`."""
    clock = BridgeEntry(
        "/clock", "/clock", "rosgraph_msgs/msg/Clock", "gz.msgs.Clock", "GZ_TO_ROS", 0
    )
    return [
        {
            "ros_topic_name": entry.ros_topic,
            "gz_topic_name": entry.gz_topic,
            "ros_type_name": entry.ros_type,
            "gz_type_name": entry.gz_type,
            "direction": entry.direction,
        }
        for entry in (*entries, clock)
    ]
