from __future__ import annotations

from pathlib import Path

from atelier_grader.report.reason_page import reason_page
from atelier_grader.report.reasons import FAULTS

PAGE = Path(__file__).parents[3] / "docs" / "reasons.md"


def test_the_page_is_the_codes() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page == reason_page(), "run scripts/reasons.py"
    assert all(f"### `{code}`" in page for code in FAULTS)
