"""What is wrong with what was handed in."""

from __future__ import annotations

from atelier_grader.text import Text

from .refusal import filled


class SubmissionError(Exception):
    """The submission cannot be run: the reason's `code`, what fills its message, and a detail."""

    def __init__(self, code: str, detail: str = "", **values: str | Text) -> None:
        problem = values.get("problem", "")
        super().__init__(detail or (problem.en if isinstance(problem, Text) else problem))
        self.code = code
        self.detail = detail
        self.values = values


def unusable(rule: Text, detail: str = "", **values: object) -> SubmissionError:
    """The error of a submission that breaks a rule, with what broke it."""
    return SubmissionError("bad_submission", detail, problem=filled(rule, **values))
