"""`atelier validate`"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from atelier_grader.cli.options import Lang, fail, language_of

if TYPE_CHECKING:
    from atelier_grader.text import Language
    from atelier_grader.validation.finding import Finding

EXIT_PROBLEMS = 1

_World = Annotated[
    Path,
    typer.Argument(metavar="WORLD", help="A world in SDFormat, or a mission: folder or file."),
]
_Bridge = Annotated[
    Path | None,
    typer.Option("--bridge", exists=True, dir_okay=False, help="Its file for ros_gz_bridge."),
]
_Preview = Annotated[
    Path | None,
    typer.Option("--preview", metavar="PNG", dir_okay=False, help="Write a picture of the world."),
]
_Models = Annotated[
    list[Path] | None,
    typer.Option(
        "--models",
        metavar="FOLDER",
        exists=True,
        file_okay=False,
        help="Where model:// names are looked up too; may be repeated. "
        "GZ_SIM_RESOURCE_PATH, GAZEBO_MODEL_PATH and SDF_PATH are respected.",
    ),
]


class Format(str, Enum):
    """How the findings are told."""

    text = "text"
    json = "json"


_Format = Annotated[Format, typer.Option("--format", help="For readers, or for machines.")]


def validate(
    world: _World,
    bridge: _Bridge = None,
    models: _Models = None,
    preview: _Preview = None,
    output: _Format = Format.text,
    lang: Lang = None,
) -> None:
    """Say what of a world is loaded, what has no effect, and what is wrong with it.

    Ends with 0 where nothing is wrong, with 1 where something is.
    """
    from atelier_grader.engine.protocol import EngineError
    from atelier_grader.mission.errors import MissionError
    from atelier_grader.sdf import SdfError
    from atelier_grader.validation.as_json import as_json
    from atelier_grader.validation.finding import fault_of
    from atelier_grader.validation.inventory import inventory
    from atelier_grader.validation.preview import write_preview
    from atelier_grader.validation.validate import validate_mission, validate_world

    _must_exist(world)
    language = language_of(lang)
    engine = None
    findings: list[Finding]
    try:
        if world.is_dir() or world.suffix in (".yaml", ".yml"):
            if bridge is not None or models:
                raise typer.BadParameter("a mission names its own bridge and models")
            engine, findings = validate_mission(world)
        else:
            engine, findings = validate_world(world, folders(world, models or []), bridge)
    except (EngineError, MissionError) as error:
        findings = [fault_of(line) for line in str(error).splitlines()]
    if output is Format.json:
        typer.echo(as_json(world, engine, findings, language))
    else:
        loaded = [] if engine is None else inventory(engine, language)
        typer.echo("\n".join([*loaded, *_findings(findings, language)]))
    try:
        if preview is not None and engine is not None:
            write_preview(engine, preview)
    except (EngineError, SdfError, OSError) as error:
        fail(f"--preview: {error}")
    finally:
        if engine is not None:
            engine.close()
    if any(finding.problem for finding in findings):
        raise typer.Exit(EXIT_PROBLEMS)


def folders(
    world: Path, chosen: list[Path], environment: Mapping[str, str] = os.environ
) -> list[Path]:
    """Where `model://` is looked up: the chosen ones, beside the world, Gazebo's paths, our own."""
    import atelier_worlds

    from atelier_grader.sdf.uri import gazebo_paths

    here = world.resolve().parent
    ours = [*atelier_worlds.MODEL_PATHS, atelier_worlds.WORLDS]
    return [*chosen, here / "models", here, *gazebo_paths(environment), *ours]


def _must_exist(world: Path) -> None:
    """Raises `BadParameter` with the nearest name beside what is not there."""
    from atelier_grader.mission.errors import nearest

    if os.path.exists(world):
        return
    close = nearest(world.name, (each.name for each in world.parent.glob("*")))
    hint = f"; nearest valid name: {close!r}" if close else ""
    problem = f"there is no file or folder '{world}'{hint}"
    raise typer.BadParameter(problem, param_hint="'WORLD'")


def _findings(findings: list[Finding], language: Language) -> Iterator[str]:
    from atelier_grader.validation import words

    for title, problem in ((words.HARMLESS, False), (words.PROBLEMS, True)):
        places: dict[str, list[str]] = {}
        for finding in findings:
            if finding.problem is problem:
                places.setdefault(finding.text.to(language), []).append(finding.place)
        if places:
            count = sum(map(len, places.values()))
            yield words.COUNT.format(title=title, n=count).to(language)
        for text, (first, *others) in places.items():
            more = words.MORE.format(n=len(others)).to(language)
            place = f"{first}: " if first else ""
            yield f"  {place}{text}" + (f" ({more})" if others else "")
    if not any(finding.problem for finding in findings):
        yield words.CLEAN.to(language)
