"""A command that reads a submission before it is run, behind the walls that its program gets."""

from __future__ import annotations

import os
import select
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from atelier_grader.mission.limits import Limits
from atelier_grader.sandbox.cell import Inmate
from atelier_grader.sandbox.mounts import SUBMISSION, machine_view
from atelier_grader.sandbox.sandbox import Sandbox
from atelier_grader.sandbox.watch import Breach

from .enclosure import enclose
from .process import environment

CHUNK = 2**16


@dataclass(frozen=True)
class Errand:
    """What a command has brought back, what it printed, and how it ended.

    `status` is None where it did not end in time, or brought too much.
    """

    data: bytes
    said: str
    status: int | None
    breach: Breach | None


@dataclass(frozen=True)
class Bounds:
    """What a command may use; `wall_s` from its start to its end, `max_bytes` to bring back."""

    limits: Limits
    wall_s: float
    max_bytes: int


def run_errand(
    command: Callable[[Path, int], Sequence[str]],
    folder: Path,
    sandbox: Sandbox,
    bounds: Bounds,
    also_shown: Sequence[Path] = (),
) -> Errand:
    """Run `command(folder as it sees it, descriptor to write to)`, and end all that it started.

    Behind walls it also sees `also_shown`. Raises `CellError`.
    """
    view = machine_view(dict(os.environ)) if sandbox.walls else None
    seen = SUBMISSION if view else folder
    visible = environment(view)
    if view is not None:
        view = replace(view, shown=(*view.shown, *also_shown))
    back, there = os.pipe()
    try:
        try:
            argv = command(seen, there)
            output, cell = enclose(
                sandbox,
                view,
                bounds.limits,
                lambda out: Inmate(argv, visible, out, folder, (there,)),
            )
        finally:
            os.close(there)
        try:
            end_s = time.monotonic() + bounds.wall_s
            data = _read(back, bounds.max_bytes, end_s)
            left_s = max(0.0, end_s - time.monotonic())
            status = None if data is None else cell.wait(left_s)
            breach = cell.watcher.look()
        finally:
            cell.close()
            output.close()
    finally:
        os.close(back)
    return Errand(data or b"", output.text, status, breach)


def _read(descriptor: int, max_bytes: int, end_s: float) -> bytes | None:
    """What is written until the end; None where that is too late or too much."""
    data = bytearray()
    while True:
        left_s = max(0.0, end_s - time.monotonic())
        if not select.select([descriptor], [], [], left_s)[0]:
            return None
        chunk = os.read(descriptor, CHUNK)
        if not chunk:
            return bytes(data)
        data += chunk
        if len(data) > max_bytes:
            return None
