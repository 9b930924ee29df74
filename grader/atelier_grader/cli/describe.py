"""`atelier describe`"""

from __future__ import annotations

import typer

from atelier_grader.cli.options import Lang, MissionId, fail, language_of, mission_or_fail


def describe(mission: MissionId, lang: Lang = None) -> None:
    """Say what a mission asks for: the task, the topics, and what earns points."""
    from rich.console import Console
    from rich.markdown import Markdown

    from atelier_grader.engine.protocol import EngineError
    from atelier_grader.mission.description import description
    from atelier_grader.mission.errors import MissionError
    from atelier_grader.mission.topics import interface_of
    from atelier_grader.sdf import SdfError

    language = language_of(lang)
    declared = mission_or_fail(mission, language)
    try:
        topics = interface_of(declared)
    except (EngineError, MissionError, SdfError) as error:
        fail(f"mission {mission!r}: {error}")
    text = description(declared, topics, language)
    console = Console()
    if console.is_terminal:
        console.print(Markdown(text))
    else:
        typer.echo(text)
