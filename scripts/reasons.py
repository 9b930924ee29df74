"""Writes docs/reasons.md."""

from __future__ import annotations

from pathlib import Path

from atelier_grader.report.reason_page import reason_page

if __name__ == "__main__":
    page = Path(__file__).parents[1] / "docs" / "reasons.md"
    page.write_text(reason_page(), encoding="utf-8")
