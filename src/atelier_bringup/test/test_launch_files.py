"""The launch files as far as plain Python can tell: they need no `launch` for this."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from catkin_pkg.package import parse_package

SRC = Path(__file__).parents[2]
FILES = sorted(SRC.glob("*/launch/*.launch.py"))

each_file = pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)


def needed(file: Path) -> set[str]:
    """What the file's package may use on any distribution, itself included."""
    package = parse_package(file.parents[1])
    return {package.name, *(each.name for each in package.exec_depends)}


def constants(tree: ast.AST, name: str) -> Iterator[str]:
    """Texts given to a keyword of this name, or first to `node_if_installed`."""
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call):
            continue
        for keyword in call.keywords:
            if keyword.arg == name and isinstance(keyword.value, ast.Constant):
                yield str(keyword.value.value)
        if isinstance(call.func, ast.Name) and call.func.id == "node_if_installed":
            assert isinstance(call.args[0], ast.Constant)
            yield str(call.args[0].value)


def test_there_are_launch_files() -> None:
    names = {file.name.removesuffix(".launch.py") for file in FILES}
    assert names >= {"mission", "engine", "bridge", "referee", "robot", "controller", "display"}


@each_file
def test_a_launch_file_says_what_it_is_for_and_describes_a_launch(file: Path) -> None:
    tree = ast.parse(file.read_text())
    assert ast.get_docstring(tree)
    functions = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    assert "generate_launch_description" in functions


@each_file
def test_what_a_launch_file_imports_and_starts_is_declared(file: Path) -> None:
    tree = ast.parse(file.read_text())
    imported = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            imported |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            imported.add(node.module.split(".")[0])
    standard = {"__future__", "os", "pathlib", "sys", "typing"}
    assert imported - standard <= needed(file)
    assert set(constants(tree, "package")) <= needed(file)


def test_only_the_bringup_knows_the_simulators() -> None:
    for file in SRC.parent.rglob("package.xml"):
        if not {"build", "install", ".venv"}.isdisjoint(file.relative_to(SRC.parent).parts):
            continue
        package = parse_package(file)
        package.evaluate_conditions({})
        gazebo = {
            each.name
            for each in package.exec_depends + package.build_depends + package.test_depends
            if "gz" in each.name or "gazebo" in each.name
        }
        assert package.name == "atelier_bringup" or not gazebo, package.name
