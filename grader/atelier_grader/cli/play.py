"""`atelier play`"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer

from atelier_grader.cli.options import (
    EXIT_OURS,
    EXIT_REJECTED,
    Lang,
    MissionId,
    cannot_write,
    fail,
    language_of,
    mission_or_fail,
    tolerant_output,
)

if TYPE_CHECKING:
    from atelier_grader.controller.submission import Submission
    from atelier_grader.mission.schema import Mission
    from atelier_grader.paced.play import Glance, Play
    from atelier_grader.text import Language
    from atelier_grader.viewer.live import LiveView


def play(
    mission: MissionId,
    controller: Annotated[
        Path | None, typer.Option(help="A submission to run, as `atelier grade` takes it.")
    ] = None,
    executable: Annotated[
        list[str] | None, typer.Option(help="Which console script; again for more at once.")
    ] = None,
    launch: Annotated[
        str | None,
        typer.Option(help="A launch file of the package, to say which programs run, and how."),
    ] = None,
    seed: Annotated[int | None, typer.Option(min=0, help="Default: the first public one.")] = None,
    headless: Annotated[bool, typer.Option("--headless", help="No view in the browser.")] = False,
    duration: Annotated[
        float | None, typer.Option(min=0.1, help="Simulated seconds; default: the mission's limit.")
    ] = None,
    speed: Annotated[
        float, typer.Option(min=0.01, max=100.0, help="Simulated seconds a second.")
    ] = 1.0,
    record: Annotated[Path | None, typer.Option(help="Write an MCAP file.")] = None,
    result: Annotated[
        Path | None, typer.Option(help="Write what came of it, like the result.json of `grade`.")
    ] = None,
    port: Annotated[int, typer.Option(min=1, max=65535, help="Of the view, on loopback.")] = 8080,
    lang: Lang = None,
) -> int:
    """Play a mission in real time, on this machine's ROS topics, with or without a controller.

    The robot's topics and /clock are those of the ROS domain at hand, as if the robot were there.
    """
    from atelier_grader.paced.play import Play

    language = language_of(lang)
    declared = mission_or_fail(mission, language)
    with (
        _submission(controller, executable or [], launch, language) as submission,
        tolerant_output(),
        nullcontext() if headless else _view(port, language) as view,
    ):
        playing = Play(
            declared,
            declared.public_seeds[0] if seed is None else seed,
            submission,
            speed,
            duration,
            record,
            view,
            lambda glance: _say(glance, declared, language),
            _echo,
        )
        return _run(playing, language, result)


@contextmanager
def _submission(
    source: Path | None, executables: list[str], launch: str | None, language: Language
) -> Iterator[Submission | None]:
    from atelier_grader.controller.launching import with_launch
    from atelier_grader.controller.scratch import scratch_folder
    from atelier_grader.controller.submission import SubmissionError, find_submission
    from atelier_grader.report.reasons import reason
    from atelier_grader.report.terminal import reason_lines

    if source is None:
        yield None
        return
    with scratch_folder() as scratch:
        try:
            found = find_submission(source, scratch, executables, launch)
            found, _ = with_launch(found)
        except SubmissionError as error:
            why = reason(error.code, error.detail, None, **error.values)
            fail("\n".join(reason_lines(why, language)), EXIT_REJECTED)
        yield found


@contextmanager
def _view(port: int, language: Language) -> Iterator[LiveView]:
    from atelier_grader.cli.words import NO_VIEW, PORT_TAKEN

    try:
        from atelier_grader.viewer.live import LiveView, PortTakenError
    except ImportError as error:
        fail(NO_VIEW.format(problem=error).to(language))
    try:
        view = LiveView(port)
    except PortTakenError:
        fail(PORT_TAKEN.format(port=port).to(language))
    typer.echo(f"→ {view.url}")
    try:
        yield view
    finally:
        view.close()


def _run(playing: Play, language: Language, file: Path | None) -> int:
    """Play; the first Ctrl-C ends it in good order, the second at once."""
    from atelier_grader.cli.interruption import SIGNALS
    from atelier_grader.report.format import labelled, mark, number, points
    from atelier_grader.report.phrases import SCORE
    from atelier_grader.report.write import write_whole

    def interrupt(number: int, frame: FrameType | None) -> None:
        if playing.over or not playing.began:
            raise KeyboardInterrupt
        playing.over = True

    before = {each: signal.signal(each, interrupt) for each in SIGNALS}
    try:
        trial = playing.run()
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
    if file is not None:
        try:
            write_whole(file, playing.result(trial).to_json().encode())
        except OSError as error:
            cannot_write(file, error, language)
    for reason in trial.reasons:
        typer.echo(f"[{reason.code}] {reason.message.to(language)}", err=True)
    for check in trial.result.checks:
        typer.echo(f"{mark(check)} {points(check, language)}  {check.title.to(language)}")
    typer.echo(labelled(SCORE, f"{number(trial.result.score, language)} / 100", language))
    faults = {each.fault for each in trial.reasons}
    return EXIT_OURS if "ours" in faults else EXIT_REJECTED if "submission" in faults else 0


def _echo(output: bytes) -> None:
    """Show what the program prints while it runs."""
    typer.echo(output, err=True, nl=False)


def _say(glance: Glance, mission: Mission, language: Language) -> None:
    from atelier_grader.report.phrases import GLANCE
    from atelier_grader.text import decimal

    for check in mission.checks:
        if check.id in glance.passed:
            time = _time(glance.passed[check.id], language)
            typer.echo(f"{time}  ✓ {check.title.to(language)}")
    if not glance.passed:
        line = GLANCE.format(
            rtf=decimal(glance.rtf),
            x=decimal(glance.x_m),
            y=decimal(glance.y_m),
            speed=decimal(glance.speed_mps),
            commands=glance.commands,
        )
        typer.echo(f"{_time(glance.time_s, language)}  {line.to(language)}")


def _time(time_s: float, language: Language) -> str:
    """`   1.00 s`: one below the other."""
    text = f"{time_s:7.2f} s"
    return text.replace(".", ",") if language == "fr" else text
