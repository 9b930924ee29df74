"""`atelier missions`"""

from __future__ import annotations

import typer

from atelier_grader.cli.options import EXIT_OURS, Lang, language_of


def missions(lang: Lang = None) -> None:
    """List the missions."""
    from rich.console import Console
    from rich.table import Table

    from atelier_grader.mission.errors import MissionError
    from atelier_grader.mission.load import load_mission, mission_files
    from atelier_grader.mission.words import LEVEL, LEVELS, MISSION, SECTOR, SECTORS, TITLE

    language = language_of(lang)
    table = Table(header_style="bold")
    for heading in (MISSION, TITLE, SECTOR, LEVEL):
        table.add_column(heading.to(language), no_wrap=heading is not TITLE)
    faults = []
    rows = []
    for name, file in sorted(mission_files().items()):
        try:
            mission = load_mission(file)
        except MissionError as error:
            faults.append(str(error))
            continue
        words = SECTORS[mission.sector], LEVELS[mission.level]
        rows.append((name, mission.title.to(language), *(word.to(language) for word in words)))
    console = Console()
    if console.is_terminal:
        for row in rows:
            table.add_row(*row)
        console.print(table)
    else:
        for row in rows:
            typer.echo("\t".join(row))
    for fault in faults:
        typer.echo(f"atelier: {fault}", err=True)
    if faults:
        raise typer.Exit(EXIT_OURS)
