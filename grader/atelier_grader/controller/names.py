"""The names that files of a submission may have."""

from __future__ import annotations

import unicodedata
from pathlib import PurePosixPath

from . import rules
from .refusal import Refusal

MAX_NAME = 200
MAX_PART = 100
MAX_DEPTH = 12


class Names:
    """All names of one submission: each once, whatever the file system thinks of its case."""

    def __init__(self) -> None:
        self._spellings: dict[str, str] = {}
        self._files: set[str] = set()

    def plain(self, name: str, is_folder: bool) -> PurePosixPath:
        """The path that a name means, below the submission. Raises `Refusal` for any other."""
        shown = f"{name[:80]!a}"
        if len(name) > MAX_NAME:
            raise Refusal(rules.LONG_NAME, name=shown, limit=MAX_NAME)
        path = PurePosixPath(name)
        try:
            name.encode("utf-8")
        except UnicodeEncodeError:
            raise Refusal(rules.NOT_UTF_8, name=shown) from None
        if path.is_absolute() or ".." in path.parts or "\\" in name:
            raise Refusal(rules.LEADS_OUT, name=shown)
        if ":" in name:
            raise Refusal(rules.COLON, name=shown)
        if any(unicodedata.category(letter)[0] == "C" for letter in name):
            raise Refusal(rules.UNPRINTABLE, name=shown)
        if any(len(part.encode()) > MAX_PART for part in path.parts):
            raise Refusal(rules.LONG_PART, name=shown, limit=MAX_PART)
        if len(path.parts) > MAX_DEPTH:
            raise Refusal(rules.DEEP, name=shown, limit=MAX_DEPTH)
        self._once(path, is_folder)
        return path

    def _once(self, path: PurePosixPath, is_folder: bool) -> None:
        for place in (path, *path.parents):
            spelling = str(place)
            key = unicodedata.normalize("NFKC", spelling).casefold()
            other = self._spellings.setdefault(key, spelling)
            if other != spelling:
                raise Refusal(rules.ALIKE, name=ascii(spelling), other=ascii(other))
        if not is_folder:
            if str(path) in self._files:
                raise Refusal(rules.TWICE, name=ascii(str(path)))
            self._files.add(str(path))
