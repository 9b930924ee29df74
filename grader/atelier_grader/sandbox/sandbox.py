"""Which walls this machine has, found by trying; chosen once for a grading."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from atelier_grader.mission.limits import Limits
from atelier_grader.report.plain import plain
from atelier_grader.report.result import SandboxReport

from .bubblewrap import NAMESPACES, Walls
from .cell import Cell, CellError, Inmate
from .cgroup import Group
from .mounts import machine_view
from .seccomp import SeccompUnavailableError

Mode = Literal["required", "auto", "off"]

INSTALL = "apt-get install -y bubblewrap"
PROBE_S = 20.0


@dataclass(frozen=True)
class Sandbox:
    """What is in force for every program of a grading; without walls it runs as we do."""

    mode: Mode
    walls: Walls | None
    report: SandboxReport


class SandboxUnavailableError(RuntimeError):
    """This machine cannot wall a program in, and the mode is `required`."""

    def __init__(self, *missing: str) -> None:
        super().__init__("; ".join(missing))
        report = SandboxReport(mode="required", active=False, missing=missing)
        self.sandbox = Sandbox("required", None, report)


OFF = Sandbox("off", None, SandboxReport(mode="off", active=False))


def default_mode() -> Mode:
    """`required` where `CI=true`, otherwise `auto`."""
    return "required" if os.environ.get("CI", "").lower() in ("true", "1") else "auto"


def prepare(mode: Mode) -> Sandbox:
    """Raises `SandboxUnavailableError` where `required` walls cannot be had."""
    if mode == "off":
        return OFF
    sandbox = replace(_found(), mode=mode)
    sandbox = replace(sandbox, report=sandbox.report.model_copy(update={"mode": mode}))
    if mode == "required" and sandbox.walls is None:
        raise SandboxUnavailableError(*sandbox.report.missing)
    return sandbox


@cache
def _found() -> Sandbox:
    bwrap = shutil.which("bwrap")
    if bwrap is None:
        return _none(f"bubblewrap is not installed: {INSTALL}")
    problems = []
    for walls in _candidates(bwrap):
        try:
            return _tried(walls)
        except (CellError, SeccompUnavailableError, OSError) as error:
            problems.append(str(error))
    return _none(*dict.fromkeys(problems))


def _none(*problems: str) -> Sandbox:
    return Sandbox("auto", None, SandboxReport(mode="auto", active=False, missing=problems))


def _candidates(bwrap: str) -> Iterator[Walls]:
    """The best first."""
    for as_nobody in (True, False) if os.geteuid() == 0 else (False,):
        for own_proc in (True, False):
            for sized in (True, False):
                yield Walls(bwrap, as_nobody, own_proc, sized)


def _tried(walls: Walls) -> Sandbox:
    """Run Python in these walls. Raises `CellError` with what was said if that fails."""
    with tempfile.TemporaryFile() as output:
        try:
            group = _trial(walls, output.fileno())
        except CellError as error:
            output.seek(0)
            said = plain(output.read(2000).decode("utf-8", "replace")).strip()
            raise CellError(said or str(error)) from error
    lacks = _without(group)
    if not walls.own_proc:
        lacks.append("a /proc of its own: it has none")
    if not walls.sized:
        lacks.append("the size of temporary folders: this bubblewrap has no --size")
    if os.geteuid() == 0 and not walls.as_nobody:
        lacks.append("a user other than root")
    report = SandboxReport(
        mode="auto",
        active=True,
        user="nobody" if walls.as_nobody else "own",
        namespaces=NAMESPACES,
        seccomp=True,
        cgroup=" ".join((group.version, *group.controllers)) if group.folders else None,
        missing=tuple(lacks),
    )
    return Sandbox("auto", walls, report)


def _trial(walls: Walls, output: int) -> Group:
    """A program that does nothing: the group that it had. Raises `CellError` where it fails."""
    environment = {"PATH": os.environ.get("PATH", os.defpath)}
    argv = [sys.executable, "-I", "-S", "-c", "pass"]
    inmate = Inmate(argv, environment, output)
    cell = Cell(walls, machine_view(dict(os.environ)), Limits(), inmate)
    try:
        status = cell.wait(PROBE_S)
    finally:
        group = replace(cell.group)
        cell.close()
    if status != 0:
        raise CellError(f"a trial ended with status {status}")
    return group


def _without(group: Group) -> list[str]:
    """The controllers that could not be had, by the reason why."""
    reasons: dict[str, list[str]] = {}
    for name, why in group.missing.items():
        reasons.setdefault(why, []).append(name)
    return [
        f"a control group for {', '.join(names)}: {why}; watched instead"
        for why, names in reasons.items()
    ]
