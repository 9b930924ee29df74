"""Names and numbers within Arabic text, each in its own order."""

from __future__ import annotations

import re

LRI, PDI = "\N{LEFT-TO-RIGHT ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"

_WORD = r"[^\s\u0600-\u06ff«»]+"
_RUN = re.compile(rf"{_WORD}(?: {_WORD})*")
_ENDINGS = " .,;:!?"
_BEGINNINGS = " ,;:!?"  # a point may begin a name


def isolated(text: str) -> str:
    """Set apart what is not Arabic (Unicode Standard Annex 9): else `.py` would be shown as
    `py.`, and a sign behind its number.
    """
    return _RUN.sub(_set_apart, text)


def _set_apart(found: re.Match[str]) -> str:
    """The run without the punctuation that belongs to the sentence around it."""
    run = found[0]
    if not re.search("[0-9A-Za-z]", run):
        return run
    body = run.lstrip(_BEGINNINGS).rstrip(_ENDINGS)
    while body.endswith(")") and body.count(")") > body.count("("):
        body = body[:-1].rstrip(_ENDINGS)
    while body.startswith("(") and body.count("(") > body.count(")"):
        body = body[1:]
    before, _, after = run.partition(body)
    return f"{before}{LRI}{body}{PDI}{after}"
