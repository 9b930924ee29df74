"""Who may know whom: the trusted side and the controller side share the wire format alone."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import atelier_grader
import atelier_lockstep

GRADER = Path(atelier_grader.__file__).parent
LOCKSTEP = Path(atelier_lockstep.__file__).parent


def imports(package: Path) -> Iterator[tuple[str, str]]:
    """(file, module) of every absolute import, also of those inside functions."""
    for file in sorted(package.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_bytes())):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    yield str(file.relative_to(package)), alias.name
            elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
                for alias in node.names:
                    yield str(file.relative_to(package)), f"{node.module}.{alias.name}"


ROS = ("rclpy", "std_msgs", "geometry_msgs", "sensor_msgs", "nav_msgs", "rosgraph_msgs")


@pytest.mark.parametrize("name", ROS)
def test_the_grader_imports_no_ros(name: str) -> None:
    found = [(file, module) for file, module in imports(GRADER) if module.split(".")[0] == name]
    assert found == []


def test_the_grader_imports_only_the_wire_format_of_the_controller_side() -> None:
    found = {module for _, module in imports(GRADER) if module.split(".")[0] == "atelier_lockstep"}
    assert found
    for module in found:
        assert f"{module}.".startswith("atelier_lockstep.wire."), module


def test_the_controller_side_imports_nothing_of_the_grader() -> None:
    found = [(file, module) for file, module in imports(LOCKSTEP) if "atelier_" in module]
    assert found == []
