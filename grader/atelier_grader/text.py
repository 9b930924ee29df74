"""Short texts in the learners' languages: English, French and Arabic."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

Language = Literal["en", "fr", "ar"]
LANGUAGES: tuple[Language, ...] = get_args(Language)


class Text(BaseModel):
    """One text in each language; where there is no Arabic, readers get the English one."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    en: str = Field(min_length=1)
    fr: str = Field(min_length=1)
    ar: str | None = Field(default=None, min_length=1)

    def to(self, language: Language) -> str:
        return getattr(self, language) or self.en

    def format(self, **values: object) -> Text:
        """Fill the `{name}` fields of every language; a `Text` value gives its own language."""
        filled = {}
        for language in LANGUAGES:
            template = getattr(self, language)
            if template is not None:
                filled[language] = template.format(
                    **{
                        name: value.to(language) if isinstance(value, Text) else value
                        for name, value in values.items()
                    }
                )
        return Text(**filled)


def decimal(value: float, digits: int = 2) -> Text:
    """A number with at most `digits` decimals, with the decimal mark of each language."""
    plain = f"{value:.{digits}f}"
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    plain = "0" if plain == "-0" else plain
    return Text(en=plain, fr=plain.replace(".", ","), ar=plain)


SEMICOLON = Text(en="; ", fr=" ; ", ar="؛ ")
COMMA = Text(en=", ", fr=", ", ar="، ")


def join(texts: Iterable[Text], separator: Text = SEMICOLON) -> Text:
    """One text of several, language by language."""
    parts = tuple(texts)
    return Text(
        **{
            language: separator.to(language).join(part.to(language) for part in parts)
            for language in LANGUAGES
        }
    )


def verbatim(text: str) -> Text:
    """A name that is the same in every language."""
    return Text(en=text, fr=text, ar=text)


def preferred_language(environment: Mapping[str, str] = os.environ) -> Language:
    """The language of LC_ALL, LC_MESSAGES or LANG, the first that is set; else English."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environment.get(name):
            code = value[:2].lower()
            return next((language for language in LANGUAGES if language == code), "en")
    return "en"
