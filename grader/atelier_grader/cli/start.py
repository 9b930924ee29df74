"""`atelier start`"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from atelier_grader.cli.options import Lang, MissionId, fail, language_of, mission_or_fail

EXIT_REFUSED = 1


def start(
    mission: MissionId,
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="New folder; its name becomes the package's.")
    ],
    lang: Lang = None,
) -> None:
    """Write a package for a mission: it runs, it scores low, and it says what to do next."""
    from atelier_grader.cli.starter import StarterError, write_starter
    from atelier_grader.mission.errors import MissionError

    language = language_of(lang)
    declared = mission_or_fail(mission, language)
    try:
        files = write_starter(declared, folder, language)
    except StarterError as error:
        fail(error.text.to(language), EXIT_REFUSED)
    except MissionError as error:
        fail(f"mission {mission!r}: {error}")
    for file in files:
        typer.echo(f"→ {file}")
    typer.echo(f"atelier grade {folder} --mission {mission}")
