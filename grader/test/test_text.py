from __future__ import annotations

import pytest
from pydantic import ValidationError

from atelier_grader.text import COMMA, Text, decimal, join, preferred_language, verbatim


def test_falls_back_to_english_where_there_is_no_arabic() -> None:
    text = Text(en="robot", fr="robot mobile")
    assert (text.to("fr"), text.to("ar")) == ("robot mobile", "robot")


def test_texts_in_texts_keep_their_language() -> None:
    template = Text(en="at {x} m", fr="à {x} m", ar="عند {x} م")
    shown = template.format(x=decimal(1.5))
    assert (shown.en, shown.fr, shown.ar) == ("at 1.5 m", "à 1,5 m", "عند 1.5 م")


def test_values_with_braces_are_not_templates() -> None:
    assert Text(en="{a}", fr="{a}").format(a="{b}").en == "{b}"


@pytest.mark.parametrize(
    ("value", "digits", "english"),
    [(1.0, 2, "1"), (-0.001, 2, "0"), (100.0, 0, "100"), (0.125, 3, "0.125"), (1e6, 1, "1000000")],
)
def test_numbers_are_short(value: float, digits: int, english: str) -> None:
    assert decimal(value, digits).en == english


def test_join() -> None:
    joined = join([verbatim("a"), verbatim("b")])
    assert (joined.en, joined.fr, joined.ar) == ("a; b", "a ; b", "a؛ b")
    assert join([verbatim("a"), verbatim("b")], COMMA).en == "a, b"


def test_no_language_is_empty() -> None:
    with pytest.raises(ValidationError):
        Text(en="", fr="x")


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "fr_FR.UTF-8"}, "fr"),
        ({"LANG": "fr_FR.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "en_GB", "LC_MESSAGES": "ar_MA.UTF-8"}, "ar"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LC_ALL": "", "LANG": "fr"}, "fr"),
    ],
)
def test_the_language_of_the_environment(environment: dict[str, str], language: str) -> None:
    assert preferred_language(environment) == language
