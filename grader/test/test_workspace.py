"""The workspace: every package is one that ROS 2 tools, colcon and pip agree on."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from catkin_pkg.package import parse_package

from atelier_grader.sandbox.mounts import HIDDEN

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


LOOKER = """
import importlib.util
import os
import rclpy

def main():
    rclpy.init()
    node = rclpy.create_node("looker")
    node.create_timer(0.5, rclpy.shutdown)
    rclpy.spin(node)
    names = {names}
    print("FOUND", [name for name in names if importlib.util.find_spec(name)])
    print("SEARCHED", os.environ["PYTHONPATH"])
"""


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    tree = tmp_path_factory.mktemp("workspace") / "ws"
    # `.*`: what tools keep for themselves, and other tests change meanwhile
    ignored = (".*", "out", "build", "install", "log", "*.egg-info", "__pycache__")
    shutil.copytree(ROOT, tree, ignore=shutil.ignore_patterns(*ignored))
    return tree


@pytest.mark.parametrize("options", [(), ("--symlink-install",)], ids=["plain", "symlinks"])
def test_colcon_builds_a_workspace_that_grades(options: tuple[str, ...], clone: Path) -> None:
    colcon = Path(sys.executable).with_name("colcon")
    if not colcon.exists():
        pytest.skip("colcon is not beside this Python")
    path = f"{colcon.parent}:{os.environ['PATH']}"
    environment = os.environ | {"PATH": path, "CI": ""}  # walls as the machine has them
    for folder in ("build", "install", "log"):
        shutil.rmtree(clone / folder, ignore_errors=True)
    subprocess.run(
        [colcon, "build", *options],
        cwd=clone, env=environment, check=True, timeout=200, capture_output=True,
    )  # fmt: skip
    packages = [parse_package(folder).name for folder in PACKAGES]
    for name in packages:
        assert (clone / "install" / name / "share" / name / "package.xml").is_file()
    (clone / "looker.py").write_text(LOOKER.format(names=packages))
    script = (
        "source install/setup.bash; which atelier; python -c "
        "'import atelier_missions, atelier_grader as g; print(g.__file__, atelier_missions.__file__)'; "
        "atelier grade looker.py --mission line_following --seed 1 --out out --lang en"
    )
    done = subprocess.run(
        ["bash", "-c", script], cwd=clone, env=environment, check=False, timeout=200,
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.stdout.count(str(clone)) >= 3, done.stdout + done.stderr
    result = json.loads((clone / "out/result.json").read_text())
    assert result["verdict"] == "failed", done.stdout
    if result["environment"]["sandbox"]["active"]:
        log = (clone / "out/seed-1.log").read_text()
        assert "FOUND ['atelier_lockstep', 'atelier_ros']" in log
        assert not [name for name in HIDDEN if f"/{name}" in log.split("SEARCHED")[1]], log
