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


MAX_NAME = 100
MAX_TARGET = 300
MAX_WORK = 2**17
"""Expressions of a setup.py that are looked at, and characters of its texts, all together."""


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
        plain = name.isprintable() and len(name) <= MAX_NAME and len(target) <= MAX_TARGET
        if plain and module.strip() and function:
            scripts.append(EntryPoint(name, module.strip(), function, path))
    return scripts


def _from_setup_py(root: Path) -> dict[str, str]:
    """Scripts that `setup(entry_points=...)` states in literals, f-strings of constants, names."""
    try:
        tree = ast.parse((root / "setup.py").read_bytes())
    except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
        return {}
    try:
        return _stated(tree)
    except ValueError:  # a number of too many digits for a text
        return {}


def _stated(tree: ast.Module) -> dict[str, str]:
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
                    return _scripts(_Reader(constants).value(keyword.value))
    return {}


def unreadable(root: Path) -> tuple[str, str] | None:
    """The first of the package's declaring files that is there and not of its form, and why.

    That of a setup.py is a syntax error, which others find.
    """
    try:
        _ini(_text(root / "setup.cfg"), "setup.cfg")
    except (ValueError, configparser.Error) as error:
        return "setup.cfg", str(error)
    try:
        tomllib.loads(_text(root / "pyproject.toml"))
    except (ValueError, RecursionError) as error:
        return "pyproject.toml", str(error)
    return None


def _text(file: Path) -> str:
    """Nothing where there is no file. Raises `ValueError` where it is no UTF-8."""
    return file.read_text(encoding="utf-8") if file.is_file() else ""


def _called(call: ast.Call) -> str:
    function = call.func
    return getattr(function, "id", getattr(function, "attr", ""))


class _Reader:
    """Values of constant expressions; names may double them at each step, so work is bounded."""

    def __init__(self, constants: dict[str, ast.expr]) -> None:
        self._constants = constants
        self._left = MAX_WORK

    def value(self, node: ast.expr | None, depth: int = 0) -> Any:
        """The value of a constant expression; None for what is not one."""
        self._left -= 1
        if node is None or depth > 20 or self._left < 0:
            return None
        if isinstance(node, ast.Constant):
            self._left -= len(node.value) if isinstance(node.value, (str, bytes)) else 0
            return node.value
        if isinstance(node, ast.Name):
            return self.value(self._constants.get(node.id), depth + 1)
        if isinstance(node, (ast.List, ast.Tuple)):
            return [self.value(each, depth + 1) for each in node.elts]
        if isinstance(node, ast.Dict):
            pairs = zip(node.keys, node.values, strict=True)
            found = [
                (self.value(key, depth + 1), self.value(each, depth + 1)) for key, each in pairs
            ]
            return {key: value for key, value in found if isinstance(key, str)}
        if isinstance(node, ast.JoinedStr):
            parts = [self.value(part, depth + 1) for part in node.values]
            return "".join(map(str, parts)) if None not in parts else None
        if isinstance(node, ast.FormattedValue):
            return self.value(node.value, depth + 1)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            left, right = self.value(node.left, depth + 1), self.value(node.right, depth + 1)
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
    if not isinstance(lines, (list, tuple)):
        return {}
    pairs = [line.split("=", 1) for line in lines if isinstance(line, str) and "=" in line]
    return {name.strip(): target.strip() for name, target in pairs}


class _Ini(configparser.ConfigParser):
    """Names keep their case."""

    def optionxform(self, optionstr: str) -> str:
        return optionstr


def _ini(text: str, source: str = "") -> _Ini:
    """Raises `configparser.Error`, which tells of `source`."""
    parser = _Ini(interpolation=None, delimiters=("=",))
    parser.read_string(text, source)
    return parser


def _from_ini(text: str, section: str, option: str | None = None) -> dict[str, str]:
    try:
        parser = _ini(text)
    except configparser.Error:
        return {}
    if not parser.has_section(section):
        return {}
    if option is None:
        return dict(parser.items(section))
    return _from_lines(parser.get(section, option, fallback="").splitlines())


def _from_setup_cfg(root: Path) -> dict[str, str]:
    try:
        text = _text(root / "setup.cfg")
    except ValueError:
        return {}
    return _from_ini(text, "options.entry_points", "console_scripts")


def _from_pyproject(root: Path) -> dict[str, str]:
    try:
        project = tomllib.loads(_text(root / "pyproject.toml"))
        scripts = project.get("project", {}).get("scripts", {})
        return {str(name): str(target) for name, target in scripts.items()}
    except (ValueError, AttributeError, RecursionError):
        return {}
