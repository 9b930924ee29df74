"""Options that several commands share, and messages that end a command."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any, Literal, NoReturn

import typer

if TYPE_CHECKING:
    from pathlib import Path

    from atelier_grader.mission.schema import Mission
    from atelier_grader.text import Language

EXIT_REJECTED = 2
EXIT_OURS = 3

Lang = Annotated[
    Literal["en", "fr", "ar"] | None,
    typer.Option("--lang", help="Language; otherwise that of LC_ALL, LC_MESSAGES or LANG."),
]
MissionId = Annotated[str, typer.Argument(metavar="MISSION", help="As `atelier missions` lists.")]


def language_of(chosen: Literal["en", "fr", "ar"] | None) -> Language:
    """The chosen language, or that of the environment."""
    from atelier_grader.text import preferred_language

    return chosen or preferred_language()


def fail(message: str, status: int = EXIT_OURS) -> NoReturn:
    """Say on standard error what is wrong, and end the command."""
    typer.echo(f"atelier: {message}", err=True)
    raise typer.Exit(status)


@contextlib.contextmanager
def tolerant_output() -> Iterator[None]:
    """Print what can be printed: a verdict depends on no terminal, encoding or broken pipe."""
    out: Any = sys.stdout  # None where it is closed
    if hasattr(out, "reconfigure"):
        out.reconfigure(errors="backslashreplace")
    try:
        yield
        if out is not None:
            out.flush()
    except (OSError, SystemExit):  # rich leaves the program on a broken pipe
        with contextlib.suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), out.fileno())


def cannot_write(path: Path, error: OSError, language: Language) -> NoReturn:
    """End the command where a result cannot be written."""
    from atelier_grader.cli.words import UNWRITABLE_RESULT

    problem = error.strerror or error
    fail(UNWRITABLE_RESULT.format(path=path, problem=problem).to(language))


def mission_or_fail(mission_id: str, language: Language) -> Mission:
    """Load a mission, or end the command with what is wrong with it."""
    from atelier_grader.mission.errors import MissionError, UnknownMissionError
    from atelier_grader.mission.load import find_mission
    from atelier_grader.report.reasons import reason

    try:
        return find_mission(mission_id)
    except UnknownMissionError as error:
        unknown = reason("mission_unknown", mission=mission_id, nearest=error.nearest)
        fail(unknown.message.to(language))
    except MissionError as error:
        fail(str(error))
