"""The command line. `main` is what `atelier` runs."""

from atelier_grader.cli.app import main

__all__ = ["main"]
