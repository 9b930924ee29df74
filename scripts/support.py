"""Writes docs/support.md."""

from __future__ import annotations

from pathlib import Path

from atelier_grader.validation.support import support_page

if __name__ == "__main__":
    page = Path(__file__).parents[1] / "docs" / "support.md"
    page.write_text(support_page(), encoding="utf-8")
