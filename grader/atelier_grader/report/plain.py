"""Text from strangers, made fit for a report."""

from __future__ import annotations

import re
import unicodedata

MAX_CHARACTERS = 16_384
LINE_ENDS = "\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}"
MARGIN = "  | "


def plain(text: str, limit: int = MAX_CHARACTERS) -> str:
    """The end of `text`, without control characters, escape codes and broken Unicode."""
    shown = "".join(
        "\N{REPLACEMENT CHARACTER}"
        if c not in "\n\t" and (unicodedata.category(c)[0] == "C" or c in LINE_ENDS)
        else c
        for c in text
    )
    return shown if len(shown) <= limit else f"[...]\n{shown[-limit:]}"


def quoted(text: str) -> list[str]:
    """Lines for a log that nobody, and no CI system, takes for lines of the grader's own.

    Those systems obey lines such as `::error::` and `##vso[...]`.
    """
    return [MARGIN + re.sub("#(?=#)", "# ", line) for line in text.splitlines()]
