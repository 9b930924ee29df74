"""A look from inside real walls, and group trees that are only drawn."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from atelier_grader.mission.limits import Limits
from atelier_grader.sandbox import cell as cells
from atelier_grader.sandbox.cell import Cell, Inmate
from atelier_grader.sandbox.cgroup import Group
from atelier_grader.sandbox.mounts import machine_view
from atelier_grader.sandbox.sandbox import prepare
from atelier_grader.sandbox.watch import Breach

HEAD = """
import ctypes, json, os, resource, signal, socket, sys
libc = ctypes.CDLL(None, use_errno=True)
def raw(number, *words):
    ctypes.set_errno(0)
    value = libc.syscall(ctypes.c_long(number), *map(ctypes.c_long, words))
    return value if value >= 0 else -ctypes.get_errno()
def tell(what): print(json.dumps(what), flush=True)
"""


@dataclass(frozen=True)
class Seen:
    """How a program behind walls ended, what it printed, and the limit that it broke."""

    status: int | None
    text: str
    breach: Breach | None
    controllers: tuple[str, ...]

    @property
    def told(self) -> Any:
        assert self.text.strip(), f"ended with {self.status}, {self.breach}"
        return json.loads(self.text.splitlines()[-1])


Inside = Callable[..., Seen]


@pytest.fixture(scope="session")
def walls() -> Any:
    """The walls of this machine."""
    sandbox = prepare("auto")
    if sandbox.walls is None:
        pytest.skip(f"no sandbox on this machine: {'; '.join(sandbox.report.missing)}")
    return sandbox.walls


@pytest.fixture
def inside(walls: Any, tmp_path: Path) -> Inside:
    """`inside(source, **limits)` runs Python behind walls; `meanwhile` looks at it from outside."""

    def run(
        source: str,
        submission: Path | None = None,
        environment: dict[str, str] | None = None,
        without: dict[str, bool] | None = None,
        meanwhile: Callable[[Cell], None] = lambda cell: None,
        **limits: Any,
    ) -> Seen:
        with tempfile.TemporaryFile() as output:
            argv = [sys.executable, "-I", "-S", "-c", HEAD + dedent(source)]
            inmate = Inmate(argv, environment or {}, output.fileno(), submission)
            view = machine_view(dict(os.environ))
            cell = Cell(replace(walls, **(without or {})), view, Limits(**limits), inmate)
            controllers = cell.group.controllers
            try:
                meanwhile(cell)
                status = cell.wait(30.0)
                breach = cell.watcher.look()
            finally:
                cell.close()
            output.seek(0)
            return Seen(status, output.read().decode("utf-8", "replace"), breach, controllers)

    return run


@pytest.fixture
def no_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine on which no control group can be made."""
    missing = {"memory": "none", "pids": "none", "cpu": "none"}
    monkeypatch.setattr(cells, "make_group", lambda *_: Group(missing=missing))
