"""What is wrong with what was handed in."""

from __future__ import annotations


class SubmissionError(Exception):
    """The submission cannot be run: the reason's `code`, what fills its message, and a detail."""

    def __init__(self, code: str, detail: str, **values: str) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.values = values
