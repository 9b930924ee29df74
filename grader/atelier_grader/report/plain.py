"""Text from strangers, made fit for a report."""

from __future__ import annotations

import unicodedata

MAX_CHARACTERS = 16_384


def plain(text: str, limit: int = MAX_CHARACTERS) -> str:
    """The end of `text`, without control characters, escape codes and broken Unicode."""
    shown = "".join(
        c if c in "\n\t" or unicodedata.category(c)[0] != "C" else "\N{REPLACEMENT CHARACTER}"
        for c in text
    )
    return shown if len(shown) <= limit else f"[...]\n{shown[-limit:]}"
