"""The files that a result can be written as."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from atelier_grader.mission.errors import did_you_mean
from atelier_grader.report.result import Result
from atelier_grader.report.write import RESULT_NAME, write_whole
from atelier_grader.text import Language

Exporter = Callable[[Result, Language], bytes]


def _json(result: Result, language: Language) -> bytes:
    return result.to_json().encode()


def _junit(result: Result, language: Language) -> bytes:
    from atelier_grader.report.junit import junit_xml

    return junit_xml(result, language)


def _html(result: Result, language: Language) -> bytes:
    from atelier_grader.report.html import html_page

    return html_page(result, language)


FORMATS: dict[str, tuple[str, Exporter]] = {
    "json": (RESULT_NAME, _json),
    "junit": ("junit.xml", _junit),
    "html": ("report.html", _html),
}
"""File name and exporter, by the name that `--format` takes."""


def parse_formats(names: str) -> tuple[str, ...]:
    """Comma-separated names, `json` always among them. Raises `ValueError` for an unknown one."""
    chosen = ["json"]
    for name in filter(None, (part.strip() for part in names.split(","))):
        if name not in FORMATS:
            raise ValueError(f"no format {name!r}{did_you_mean(name, FORMATS)}")
        if name not in chosen:
            chosen.append(name)
    return tuple(chosen)


def write_formats(
    result: Result, folder: Path, formats: tuple[str, ...], language: Language
) -> dict[str, Path]:
    """Write each format into `folder`, whole or not at all; return the paths by format."""
    paths = {}
    for name in formats:
        file_name, export = FORMATS[name]
        paths[name] = folder / file_name
        write_whole(paths[name], export(result, language))
    return paths
