"""What is refused is said in the reader's language."""

from __future__ import annotations

import string
from pathlib import Path

import pytest

from atelier_grader.controller import rules
from atelier_grader.controller.refusal import Refusal
from atelier_grader.controller.submission import SubmissionError, find_submission
from atelier_grader.report.reasons import reason
from atelier_grader.text import Text

RULES = {name: rule for name, rule in vars(rules).items() if isinstance(rule, Text)}


@pytest.mark.parametrize("name", RULES)
def test_each_rule_has_the_same_fields_in_each_language(name: str) -> None:
    rule = RULES[name]
    assert rule.ar is not None
    fields = [
        sorted(field for _, field, _, _ in string.Formatter().parse(text) if field)
        for text in (rule.en, rule.fr, rule.ar)
    ]
    assert fields[0] == fields[1] == fields[2]
    assert len({rule.fr, rule.ar}) == 2


def test_a_refused_archive_is_explained_in_the_readers_language(tmp_path: Path) -> None:
    (tmp_path / "a.tar.gz").write_bytes(b"\x1f\x8b\x08")
    with pytest.raises(SubmissionError) as caught:
        find_submission(tmp_path / "a.tar.gz", tmp_path / "taken")
    assert str(caught.value) == "a.tar.gz: cannot be unpacked: it ends too early"
    made = reason(caught.value.code, caught.value.detail, **caught.value.values)
    assert "a.tar.gz : extraction impossible : elle se termine trop tôt" in made.message.fr
    assert "يتعذر فك الضغط" in str(made.message.ar)
    assert made.detail == ""


def test_what_broke_a_rule_is_made_plain() -> None:
    refusal = Refusal(rules.UNREADABLE, name="x", problem="\x1b[2J" + "y" * 5000)
    assert str(refusal).startswith("x cannot be read: ")
    assert "\x1b" not in str(refusal)
    assert len(refusal.text.fr) < 1100
