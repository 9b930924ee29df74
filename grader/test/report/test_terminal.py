from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from rich.console import Console

from atelier_grader.mission.schema import Mission
from atelier_grader.report.result import Result
from atelier_grader.report.terminal import plain_lines, show
from atelier_grader.text import LANGUAGES, Language


def shown(result: Result, language: Language, terminal: bool = True) -> str:
    stream = io.StringIO()
    console = Console(file=stream, force_terminal=terminal, width=120, color_system=None)
    show(result, console, language)
    return stream.getvalue()


def test_says_when_where_what_and_why(mission: Mission, make_result: Callable[..., Result]) -> None:
    text = shown(make_result(mission, 0.5), "en")
    assert "PASSED" in text
    assert "Score 90 / 100" in text
    assert "base_link hit rack_2 with 14 N, at 4.02 s, at (2.1, 0.7) m" in text
    assert "expected: touch nothing" in text
    assert "10 / 20" in text


def test_the_worst_seed_is_shown_in_full(
    mission: Mission, make_result: Callable[..., Result]
) -> None:
    text = shown(make_result(mission, 0.5, 0.0), "fr")
    assert "Graine 2 · 60 s simulées" in text
    assert "Conseil : Ralentissez avant la zone." in text


def test_markup_of_strangers_is_plain_text(
    mission: Mission, make_result: Callable[..., Result]
) -> None:
    result = make_result(mission, 0.5, fault="crashed")
    bracketed = result.submission.model_copy(update={"name": "[red]x[/red]"})
    text = shown(result.model_copy(update={"submission": bracketed}), "en")
    assert "[red]x[/red]" in text
    assert "\x1b" not in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("fault", [None, "crashed", "engine_failure"])
def test_plain_lines_where_there_is_no_terminal(
    mission: Mission, make_result: Callable[..., Result], language: Language, fault: str | None
) -> None:
    result = make_result(mission, 0.5, 0.0, fault=fault)
    lines = shown(result, language, terminal=False).splitlines()
    assert lines == list(plain_lines(result, language))
    assert sum("station_a" in line for line in lines if line[:1].isalpha()) >= 2


def test_plain_lines_of_a_grading_without_runs(
    mission: Mission, make_result: Callable[..., Result]
) -> None:
    lines = list(plain_lines(make_result(mission, fault="engine_failure"), "en"))
    assert lines[0] == "Grader [engine_failure]: The simulation failed: something."
    assert lines[-1] == "Score: 0 / 100 (pass mark 60), not graded"
