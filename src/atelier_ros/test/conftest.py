"""Interface packages of a student, written as files; the stand-ins, before any real package."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from atelier_ros import STAND_INS

sys.path.insert(0, str(STAND_INS))

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """`write("my_msgs", {"msg/Pose.msg": "..."})` makes a package folder and returns it."""

    def make(name: str, files: dict[str, str], listed: str | None = None) -> Path:
        folder = tmp_path / "ws" / name
        for file, text in files.items():
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            (folder / file).write_text(text)
        (folder / "package.xml").write_text(f"<package><name>{name}</name></package>")
        listed = "\n".join(f'"{file}"' for file in files) if listed is None else listed
        (folder / "CMakeLists.txt").write_text(
            "find_package(rosidl_default_generators REQUIRED)\n"
            f"rosidl_generate_interfaces(${{PROJECT_NAME}}\n{listed}\n DEPENDENCIES std_msgs)\n"
        )
        return folder

    return make
