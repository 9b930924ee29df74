"""Progress of a grading on a terminal: one bar a run."""

from __future__ import annotations

from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from typing_extensions import Self

from atelier_grader.report.phrases import SEED
from atelier_grader.text import Language


class ProgressBars:
    """A context manager; `show` may be given to `grading.grade`."""

    def __init__(self, console: Console, language: Language) -> None:
        self._language = language
        self._tasks: dict[int, TaskID] = {}
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.completed:.0f} / {task.total:.0f} s"),
            TimeElapsedColumn(),
            console=console,
            transient=True,
        )

    def show(self, phase: str, seed: int, now_s: float, limit_s: float) -> None:
        """Move the bar of a seed to `now_s` of `limit_s` simulated seconds."""
        if seed not in self._tasks:
            name = f"{SEED.to(self._language)} {seed} {phase}".rstrip()
            self._tasks[seed] = self._progress.add_task(name, total=limit_s)
        self._progress.update(self._tasks[seed], completed=now_s)

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._progress.stop()
