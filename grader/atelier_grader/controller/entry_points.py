"""Reads a Python package's console scripts from its setup files, without running them here."""

from __future__ import annotations

import ast
import configparser
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


@dataclass(frozen=True)
class EntryPoint:
    """A console script `name = module:function`; `path` are further folders that hold modules."""

    name: str
    module: str
    function: str
    path: tuple[Path, ...] = ()


def console_scripts(root: Path, computed: Callable[[], object] = lambda: None) -> list[EntryPoint]:
    """The scripts of the package in `root`, sorted by name. Unreadable files count as empty.

    Where the files state none, they are in what `computed` returns: the `entry_points` of a setup.
    """
    found: dict[str, str] = {}
    for read in (_from_setup_py, _from_setup_cfg, _from_pyproject):
        for name, target in read(root).items():
            found.setdefault(name, target)
    found = found or _scripts(computed())
    path = tuple(place for place in (root / "src",) if place.is_dir())
    scripts = []
    for name, target in sorted(found.items()):
        module, _, function = target.partition(":")
        function = function.split("[")[0].strip()
        if module.strip() and function:
            scripts.append(EntryPoint(name, module.strip(), function, path))
    return scripts


def _from_setup_py(root: Path) -> dict[str, str]:
    """Scripts that `setup(entry_points=...)` states in literals, f-strings of constants, names."""
    try:
        tree = ast.parse((root / "setup.py").read_bytes())
    except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
        return {}
    constants = {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and _called(call) == "setup":
            for keyword in call.keywords:
                if keyword.arg == "entry_points":
                    return _scripts(_value(keyword.value, constants, 0))
    return {}


def _called(call: ast.Call) -> str:
    function = call.func
    return getattr(function, "id", getattr(function, "attr", ""))


def _value(node: ast.expr | None, constants: dict[str, ast.expr], depth: int) -> Any:
    """The value of a constant expression; None for what is not one."""
    if node is None or depth > 20:
        return None
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.Name):
        return _value(constants.get(node.id), constants, depth + 1)
    if isinstance(node, (ast.List, ast.Tuple)):
        return [_value(each, constants, depth + 1) for each in node.elts]
    if isinstance(node, ast.Dict):
        return {
            _value(key, constants, depth + 1): _value(value, constants, depth + 1)
            for key, value in zip(node.keys, node.values, strict=True)
            if isinstance(key, (ast.Constant, ast.Name))
        }
    if isinstance(node, ast.JoinedStr):
        parts = [
            _value(part.value if isinstance(part, ast.FormattedValue) else part, constants, depth)
            for part in node.values
        ]
        return "".join(map(str, parts)) if None not in parts else None
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left = _value(node.left, constants, depth + 1)
        right = _value(node.right, constants, depth + 1)
        return left + right if isinstance(left, str) and isinstance(right, str) else None
    return None


def _scripts(entry_points: Any) -> dict[str, str]:
    """`{'console_scripts': [...]}`, or the same in the text form of an INI file."""
    if isinstance(entry_points, str):
        return _from_ini(entry_points, "console_scripts")
    if not isinstance(entry_points, dict):
        return {}
    lines = entry_points.get("console_scripts") or []
    return _from_lines(lines.splitlines() if isinstance(lines, str) else lines)


def _from_lines(lines: Any) -> dict[str, str]:
    pairs = [line.split("=", 1) for line in lines if isinstance(line, str) and "=" in line]
    return {name.strip(): target.strip() for name, target in pairs}


def _from_ini(text: str, section: str, option: str | None = None) -> dict[str, str]:
    parser = configparser.ConfigParser(interpolation=None, delimiters=("=",))
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    try:
        parser.read_string(text)
    except configparser.Error:
        return {}
    if not parser.has_section(section):
        return {}
    if option is None:
        return dict(parser.items(section))
    return _from_lines(parser.get(section, option, fallback="").splitlines())


def _from_setup_cfg(root: Path) -> dict[str, str]:
    try:
        text = (root / "setup.cfg").read_text(encoding="utf-8")
    except (OSError, ValueError):
        return {}
    return _from_ini(text, "options.entry_points", "console_scripts")


def _from_pyproject(root: Path) -> dict[str, str]:
    try:
        project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
        scripts = project.get("project", {}).get("scripts", {})
        return {str(name): str(target) for name, target in scripts.items()}
    except (OSError, ValueError, AttributeError, RecursionError):
        return {}
