"""The names that files of a submission may have."""

from __future__ import annotations

import unicodedata
from pathlib import PurePosixPath

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
            raise Refusal(f"{shown} is too long: at most {MAX_NAME} characters")
        path = PurePosixPath(name)
        try:
            name.encode("utf-8")
        except UnicodeEncodeError:
            raise Refusal(f"{shown} is not a name in UTF-8") from None
        if path.is_absolute() or ".." in path.parts or "\\" in name:
            raise Refusal(f"{shown} leads out of the submission")
        if ":" in name:
            raise Refusal(f"{shown} has a colon, which not every file system allows")
        if any(unicodedata.category(letter)[0] == "C" for letter in name):
            raise Refusal(f"{shown} has characters that cannot be shown")
        if any(len(part.encode()) > MAX_PART for part in path.parts):
            raise Refusal(f"{shown} is too long: at most {MAX_PART} bytes a part")
        if len(path.parts) > MAX_DEPTH:
            raise Refusal(f"{shown} is too deep: at most {MAX_DEPTH} folders")
        self._once(path, is_folder)
        return path

    def _once(self, path: PurePosixPath, is_folder: bool) -> None:
        for place in (path, *path.parents):
            spelling = str(place)
            key = unicodedata.normalize("NFKC", spelling).casefold()
            other = self._spellings.setdefault(key, spelling)
            if other != spelling:
                raise Refusal(f"{spelling!a} and {other!a} differ only in case or accents")
        if not is_folder:
            if str(path) in self._files:
                raise Refusal(f"{str(path)!a}: two files of this name")
            self._files.add(str(path))
