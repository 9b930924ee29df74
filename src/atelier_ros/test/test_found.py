"""The stand-ins are found where nothing else is, and a real package always comes first."""

from __future__ import annotations

import importlib.metadata
import os
import subprocess
import sys
from pathlib import Path

import pytest

from atelier_ros import DEFINITIONS, STAND_INS

if not list(importlib.metadata.distributions(name="ros-rclpy")):
    pytest.skip("ROS 2 is installed: it brings the real packages", allow_module_level=True)

NAMES = sorted(folder.name for folder in STAND_INS.iterdir() if folder.name[0] not in "._")


def run(source: str, cwd: Path, **more: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", source],
        env=os.environ | more,
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_plain_python_finds_every_stand_in(tmp_path: Path) -> None:
    assert NAMES == [
        "cv_bridge", "message_filters", "sensor_msgs_py", "tf2_geometry_msgs", "tf2_py", "tf2_ros",
        "tf2_sensor_msgs", "tf_transformations",
    ]  # fmt: skip
    source = "import {}; print(*(m.__file__ for m in ({},)))".format(
        ", ".join(NAMES), ", ".join(NAMES)
    )
    files = run(source, tmp_path).split()
    assert [Path(file).parent for file in files] == [STAND_INS / name for name in NAMES]


@pytest.mark.parametrize("where", ["PYTHONPATH", "site-packages"])
def test_a_real_package_comes_first(tmp_path: Path, where: str) -> None:
    real = tmp_path / "site" / "cv_bridge"
    real.mkdir(parents=True)
    (real / "__init__.py").write_text("real = True")
    source = "import cv_bridge; print(cv_bridge.real)"
    if where == "PYTHONPATH":
        assert run(source, tmp_path, PYTHONPATH=str(real.parent)) == "True"
    else:
        # As a wheel or a venv's own package would be found: a path of site's, before ours.
        ours = "sys.path.remove(sys.path[-1]); "
        before = f"import sys; {ours}sys.path.append({str(real.parent)!r}); "
        after = "import atelier_ros; atelier_ros.append_stand_ins(); "
        assert run(before + after + source, tmp_path) == "True"


def test_it_is_the_last_place_to_look(tmp_path: Path) -> None:
    assert run("import sys; print(sys.path[-1])", tmp_path) == str(STAND_INS)


def test_the_message_packages_are_built(tmp_path: Path) -> None:
    """Each type of each definition, imported, and each message with its type support."""
    lines = ["from rclpy.type_support import check_for_type_support as check"]
    for folder in sorted(DEFINITIONS.iterdir()):
        for file in sorted(folder.glob("*/*")):
            kind, name = file.parent.name, file.stem
            lines.append(f"from {folder.name}.{kind} import {name}")
            lines += [f"check({name})"] if kind == "msg" else []
    assert len(lines) > 20
    run("\n".join(lines), tmp_path)
