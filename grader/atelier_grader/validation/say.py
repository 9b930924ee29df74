"""Messages of the reader and the engine in the reader's language."""

from __future__ import annotations

from atelier_grader.text import Text
from atelier_grader.validation.french import in_french


def say(message: str) -> Text:
    """English as it is, French as far as `french` knows it; Arabic readers get English."""
    return Text(en=message, fr=in_french(message))
