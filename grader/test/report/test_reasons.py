from __future__ import annotations

import pytest

from atelier_grader.report.plain import MAX_CHARACTERS, plain
from atelier_grader.report.reason_advice import ADVICE
from atelier_grader.report.reason_texts import MESSAGES
from atelier_grader.report.reasons import FAULTS, UnknownReasonError, fault_of, reason
from atelier_grader.text import LANGUAGES

VALUES = dict.fromkeys(
    ["path", "programs", "executable", "problem", "file", "line", "time_s", "status", "limit_s",
     "signal", "used", "budget", "limit", "reached", "reached_s", "topic", "nearest", "mission", "blocked_s",
     "what", "where", "service", "field"], "VALUE"
)  # fmt: skip


@pytest.mark.parametrize("code", sorted(FAULTS))
def test_every_code_has_a_message_and_advice_in_every_language(code: str) -> None:
    made = reason(code, **VALUES)
    assert made.fault in ("submission", "ours", "notice")
    for text in (made.message, made.advice):
        shown = [text.to(language) for language in LANGUAGES]
        assert len(set(shown)) == len(LANGUAGES)
        assert all("{" not in each for each in shown)


def test_no_text_without_a_code() -> None:
    assert set(MESSAGES) == set(FAULTS) == set(ADVICE)


def test_unknown_codes_are_refused() -> None:
    with pytest.raises(UnknownReasonError, match="'crashd'; nearest valid name: 'crashed'"):
        fault_of("crashd")


def test_numbers_follow_the_language() -> None:
    made = reason("stuck", time_s=1.25, limit_s=5.0, reached_s=5.5)
    assert "At 1.25 s" in made.message.en
    assert "À 1,25 s" in made.message.fr
    assert "plus de 5 s" in made.message.fr


def test_what_strangers_write_is_made_harmless() -> None:
    made = reason(
        "crashed", detail="\x1b[31mred\ud800\r\n\tline", time_s=0.0, problem="{time_s}\x07"
    )
    assert made.detail == "�[31mred��\n\tline"
    assert "{time_s}�" in made.message.en
    made.model_dump_json()


def test_long_texts_keep_their_end() -> None:
    assert plain("x" * MAX_CHARACTERS) == "x" * MAX_CHARACTERS
    cut = plain("a" * 100_000 + "end")
    assert cut.startswith("[...]")
    assert cut.endswith("end")
    assert len(cut) < MAX_CHARACTERS + 10
