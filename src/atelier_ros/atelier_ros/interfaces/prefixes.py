"""Where installed ROS packages are: this Python's own prefix, and AMENT_PREFIX_PATH."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from .package import InterfaceError

INDEX = Path("share/ament_index/resource_index")
INTERFACES = INDEX / "rosidl_interfaces"


class Prefixes:
    """Installation prefixes, searched in their order."""

    def __init__(self, first: tuple[Path, ...] = ()) -> None:
        named = [Path(path) for path in os.environ.get("AMENT_PREFIX_PATH", "").split(":") if path]
        paths = dict.fromkeys((*first, *named, Path(sys.prefix)))
        self.paths = tuple(path for path in paths if path.is_dir())

    def share(self, package: str) -> Path:
        """The share folder of an installed package. Raises `InterfaceError`."""
        for prefix in self.paths:
            if (prefix / "share" / package).is_dir():
                return prefix / "share" / package
        raise InterfaceError(
            f"{package} is in none of {', '.join(map(str, self.paths))}: run this with the Python "
            "that has rclpy"
        )

    def interfaces(self) -> dict[str, tuple[str, ...]]:
        """The installed interface packages: name to message names, sorted by name."""
        found: dict[str, tuple[str, ...]] = {}
        for prefix in self.paths:
            folder = prefix / INTERFACES
            for entry in sorted(folder.iterdir()) if folder.is_dir() else ():
                lines = entry.read_text(encoding="utf-8").split()
                messages = [
                    Path(x).stem for x in lines if x.startswith("msg/") and x[-4:] == ".msg"
                ]
                found.setdefault(entry.name, tuple(messages))
        return dict(sorted(found.items()))

    def headers(self) -> list[Path]:
        """Include folders: each package's own below `include`, then `include` itself."""
        found = []
        for prefix in self.paths:
            include = prefix / "include"
            if include.is_dir():
                found += [each for each in sorted(include.iterdir()) if (each / each.name).is_dir()]
                found.append(include)
        return found

    def libraries(self) -> list[Path]:
        return [prefix / "lib" for prefix in self.paths if (prefix / "lib").is_dir()]
