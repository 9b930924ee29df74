"""`atelier`: its commands, and how it ends."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Sequence
from typing import Annotated, cast

import typer

from atelier_grader.cli.describe import describe
from atelier_grader.cli.grade import grade
from atelier_grader.cli.missions import missions
from atelier_grader.cli.options import EXIT_OURS
from atelier_grader.cli.play import play
from atelier_grader.cli.start import start
from atelier_grader.cli.validate import validate

EXIT_USAGE = 64
"""A wrong command line (EX_USAGE of sysexits.h): never to be taken for a verdict."""

UsageError = cast(type[typer.BadParameter], typer.BadParameter.__mro__[1])
"""Typer's own class for a wrong command line, which it does not export."""

app = typer.Typer(
    name="atelier",
    help="Robotics missions: run a ROS 2 controller in simulation, and learn how well it did.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
app.command()(missions)
app.command()(describe)
app.command()(start)
app.command()(grade)
app.command()(play)
app.command()(validate)


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"atelier {version('atelier_grader')}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Say which.")
    ] = False,
) -> None:
    """Options of all commands."""


def run(arguments: Sequence[str] | None = None) -> int:
    """Run one command line; return its exit status."""
    command = typer.main.get_command(app)
    try:
        status = command.main(arguments, prog_name="atelier", standalone_mode=False)
    except UsageError as error:
        error.show()
        return EXIT_USAGE
    except (typer.Abort, KeyboardInterrupt):
        return 130
    except Exception:
        traceback.print_exc()
        return EXIT_OURS  # Python's own 1 would read as a verdict
    return status if isinstance(status, int) else 0


def main() -> None:
    """Run the command line of this process, and end it."""
    sys.exit(run())
