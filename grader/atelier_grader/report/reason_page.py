"""The page of all reason codes, from the table itself."""

from __future__ import annotations

from atelier_grader.report.reason_advice import ADVICE
from atelier_grader.report.reason_texts import MESSAGES
from atelier_grader.report.reasons import FAULTS, Fault
from atelier_grader.text import Text

_TITLE = """# Reasons

Made from the code by `scripts/reasons.py`; a test holds it. A verdict names one or more of these
codes, in `reasons` of `result.json` and in every report. In Arabic too; words in braces are filled
in.
"""

_PARTS: dict[Fault, str] = {
    "submission": "## The submission is at fault: `rejected`, what was earned until then is shown",
    "ours": "## Our side is at fault: `not_graded`, it never costs the student",
    "notice": "## Notices: they change no verdict",
}


def reason_page() -> str:
    """Markdown."""
    lines = [_TITLE]
    for fault, title in _PARTS.items():
        lines += [title, ""]
        for code in (code for code, whose in FAULTS.items() if whose == fault):
            lines += [f"### `{code}`", "", _both(code, "en"), "", _both(code, "fr"), ""]
    return "\n".join(lines)


def _both(code: str, language: str) -> str:
    texts: tuple[Text, Text] = (MESSAGES[code], ADVICE[code])
    return " ".join(getattr(text, language) for text in texts)
