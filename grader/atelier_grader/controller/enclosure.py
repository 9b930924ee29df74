"""A program behind the walls that there are, and what it prints: both are started, or neither."""

from __future__ import annotations

import os
from collections.abc import Callable

from atelier_grader.mission.limits import Limits
from atelier_grader.sandbox.bare import Bare
from atelier_grader.sandbox.cell import Cell, Inmate
from atelier_grader.sandbox.mounts import View
from atelier_grader.sandbox.sandbox import Sandbox

from .output import Output


def enclose(
    sandbox: Sandbox, view: View | None, limits: Limits, inmate: Callable[[int], Inmate]
) -> tuple[Output, Cell | Bare]:
    """Start what `inmate(descriptor that it prints to)` describes; without a `view` it has no
    walls. Raises `CellError`, and `RuntimeError` where the machine has no thread left; then
    nothing is left of it.
    """
    reading, writing = os.pipe()
    output: Output | None = None
    try:
        output = Output(reading)
        one = inmate(writing)
        if sandbox.walls is None or view is None:
            return output, Bare(limits, one, lambda: output.size)
        return output, Cell(sandbox.walls, view, limits, one, lambda: output.size)
    except BaseException:
        os.close(writing)
        writing = -1  # first: the output ends when all who write to it have
        if output is not None:
            output.close()
        raise
    finally:
        if writing >= 0:
            os.close(writing)
