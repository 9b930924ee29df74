"""The workspace: every package is one that ROS 2 tools, colcon and pip agree on."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from catkin_pkg.package import parse_package

ROOT = Path(__file__).parents[2]
PACKAGES = sorted(path.parent for path in ROOT.glob("*/package.xml")) + sorted(
    path.parent for path in ROOT.glob("src/*/package.xml")
)

each_package = pytest.mark.parametrize("folder", PACKAGES, ids=lambda folder: folder.name)


@each_package
def test_a_package_is_described_the_same_everywhere(folder: Path) -> None:
    package = parse_package(folder)
    assert package.licenses == ["Apache-2.0"]
    assert package.get_build_type() == "ament_python"
    assert (folder / "resource" / package.name).is_file()
    setup = (folder / "setup.py").read_text()
    assert f'NAME = "{package.name}"' in setup
    assert re.search(r'version="([^"]+)"', setup).group(1) == package.version  # type: ignore[union-attr]


def test_every_package_is_installed_by_the_setup() -> None:
    script = (ROOT / "scripts" / "setup").read_text()
    for folder in PACKAGES:
        assert f"-e {folder.relative_to(ROOT)}" in script or str(folder.relative_to(ROOT)) in script


def test_every_requirement_is_pinned() -> None:
    pinned = {
        line.split("==")[0].strip().lower().replace("_", "-")
        for line in (ROOT / "constraints.txt").read_text().splitlines()
    }
    for file in ("requirements.txt", "requirements-dev.txt"):
        for line in (ROOT / file).read_text().splitlines():
            name = re.split(r"[\s\[<>=;#]", line.strip(), maxsplit=1)[0]
            if name and name != "-r":
                assert name.lower().replace("_", "-").replace(".", "-") in pinned, name


def test_colcon_builds_a_workspace_that_grades(tmp_path: Path) -> None:
    colcon = Path(sys.executable).with_name("colcon")
    if not colcon.exists():
        pytest.skip("colcon is not beside this Python")
    tree = tmp_path / "ws"
    shutil.copytree(
        ROOT, tree, ignore=shutil.ignore_patterns(".git", ".venv", "out", "build", "install", "log",
                                                  "*.egg-info", "__pycache__", ".*_cache"),
    )  # fmt: skip
    environment = os.environ | {"PATH": f"{colcon.parent}:{os.environ['PATH']}"}
    subprocess.run(
        [colcon, "build"], cwd=tree, env=environment, check=True, timeout=200, capture_output=True
    )
    for folder in PACKAGES:
        name = parse_package(folder).name
        assert (tree / "install" / name / "share" / name / "package.xml").is_file()
    script = (
        "source install/setup.bash && python -c 'import atelier_grader as g; print(g.__file__)' "
        "&& atelier missions"
    )
    done = subprocess.run(
        ["bash", "-c", script], cwd=tree, env=environment, check=True, timeout=60,
        capture_output=True, text=True,
    )  # fmt: skip
    assert str(tree / "install") in done.stdout
    assert "warehouse_delivery" in done.stdout
