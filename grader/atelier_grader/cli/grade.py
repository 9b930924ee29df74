"""`atelier grade`"""

from __future__ import annotations

import os
import re
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from atelier_grader.cli.interruption import Interruption
from atelier_grader.cli.options import (
    EXIT_OURS,
    EXIT_REJECTED,
    Lang,
    cannot_write,
    fail,
    language_of,
    tolerant_output,
)

if TYPE_CHECKING:
    from atelier_grader.report.result import Result
    from atelier_grader.text import Language


LONGEST = 100
"""Characters of the name of a folder that nobody has chosen."""


def grade(
    submission: Annotated[
        str, typer.Argument(help="A package folder, a .py file, or a .zip or .tar.gz of either.")
    ],
    mission: Annotated[str, typer.Option(help="Which mission, as `atelier missions` lists.")] = "",
    seed: Annotated[
        list[int] | None, typer.Option(min=0, help="May be repeated; default: the public seeds.")
    ] = None,
    repeat: Annotated[
        int, typer.Option(min=1, help="Run each seed so often, and compare the runs.")
    ] = 1,
    executable: Annotated[
        list[str] | None,
        typer.Option(help="Which console script, where there are several; again for more at once."),
    ] = None,
    launch: Annotated[
        str | None,
        typer.Option(help="A launch file of the package, to say which programs run, and how."),
    ] = None,
    mode: Annotated[
        Literal["auto", "lockstep", "paced"],
        typer.Option(help="Whose clock: auto is lock-step unless the submission cannot be."),
    ] = "auto",
    engine: Annotated[
        Literal["mujoco", "gazebo"],
        typer.Option(help="The embedded engine, or Gazebo, which is paced and has no walls."),
    ] = "mujoco",
    sandbox: Annotated[
        Literal["required", "auto", "off"] | None,
        typer.Option(help="Wall the program in: default auto; required where CI=true."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder for the results; default: out/MISSION-SUBMISSION.")
    ] = None,
    formats: Annotated[
        str, typer.Option("--format", help="Comma-separated: json, html, junit.")
    ] = "json,html",
    jobs: Annotated[
        int | None, typer.Option(min=1, help="Runs side by side; default: one a core.")
    ] = None,
    lang: Lang = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Plain lines, no progress.")] = False,
    no_record: Annotated[bool, typer.Option("--no-record", help="Write no MCAP files.")] = False,
) -> int:
    """Run a controller in a mission and score it.

    Exit status: 0 passed, 1 failed, 2 rejected, 3 not graded, 64 wrong command line.
    """
    from rich.console import Console

    from atelier_grader import grading
    from atelier_grader.cli.progress import ProgressBars
    from atelier_grader.report.formats import parse_formats
    from atelier_grader.report.reasons import reason
    from atelier_grader.report.terminal import plain_lines, show
    from atelier_grader.sandbox.sandbox import default_mode

    try:
        chosen = parse_formats(formats)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--format") from None
    if engine == "gazebo" and mode == "lockstep":
        problem = "Gazebo is paced by the wall clock; lock-step needs the engine mujoco"
        raise typer.BadParameter(problem, param_hint="--mode")
    language = language_of(lang)
    folder = out or default_folder(mission, submission)
    if out is None:
        follow_no_link(folder, submission, language)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        cannot_write(folder, error, language)
    request = grading.GradeRequest(
        submission=submission,
        mission=mission,
        out=folder,
        seeds=tuple(dict.fromkeys(seed or ())),
        repeat=repeat,
        executables=tuple(executable or ()),
        launch=launch,
        mode=mode,
        engine=engine,
        sandbox=sandbox or default_mode(),
        jobs=jobs,
        record=not no_record,
    )
    errors = Console(stderr=True)
    bars = ProgressBars(errors, language) if errors.is_terminal and not quiet else None
    with Interruption() as interruption, bars or nullcontext():

        def progress(phase: str, seed: int, now_s: float, limit_s: float) -> None:
            interruption.check()
            if bars is not None:
                bars.show(phase, seed, now_s, limit_s)

        _write(grading.unfinished(request), folder, chosen, language)
        try:
            with interruption.heard():
                result = grading.grade(request, progress)
        except KeyboardInterrupt:  # as it was about to begin, or had just ended
            stopped = {"reasons": (reason("interrupted"),)}
            result = grading.unfinished(request).model_copy(update=stopped)
        paths = _write(result, folder, chosen, language)
    with tolerant_output():
        if quiet:
            for line in plain_lines(result, language):
                typer.echo(line)
        else:
            show(result, Console(), language)
        for path in paths:
            typer.echo(f"→ {path}")
    return result.exit_code


def default_folder(mission: str, submission: str) -> Path:
    """`out/MISSION-SUBMISSION`, of characters that are plain in every file system."""
    name = os.path.basename(os.path.realpath(submission))  # that of a link to itself, too
    for ending in (".py", ".zip", ".tar.gz", ".tgz"):
        name = name.removesuffix(ending)
    plain = re.sub(r"[^A-Za-z0-9_.-]+", "_", f"{mission}-{name}".strip("-"))
    return Path("out") / plain[:LONGEST]


def follow_no_link(folder: Path, submission: str, language: Language) -> None:
    """Nobody chose `folder`: where a link leads from there, a submission may have laid it."""
    from atelier_grader.cli.words import LINKED

    for place in (folder.parent, folder):
        if place.is_symlink():
            handed_in = Path(os.path.realpath(submission)) in place.absolute().parents
            problem = LINKED.format(path=place).to(language)
            fail(problem, EXIT_REJECTED if handed_in else EXIT_OURS)


def _write(
    result: Result, folder: Path, formats: tuple[str, ...], language: Language
) -> list[Path]:
    from atelier_grader.report.formats import write_formats

    try:
        paths = write_formats(result, folder, formats, language)
    except OSError as error:
        cannot_write(folder, error, language)
    return list(paths.values())
