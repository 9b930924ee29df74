"""Copies what was handed in to a place of our own: regular files with plain names, within bounds.

An archive and a folder follow the same rules, and what is copied is all that is ever run.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO

from . import rules
from .archive import archive_ending, archive_entries
from .entry import MAX_BYTES, MAX_FILES, Entry
from .folder import IGNORED, folder_entries, made
from .names import Names
from .refusal import Refusal

MAX_RATIO = 100
FREE_BYTES = 4 * 2**20
"""Unpacked, an archive may have this much, and beyond it so many times its own size."""

CHUNK = 2**16

COLLISIONS = (FileExistsError, NotADirectoryError, IsADirectoryError)
"""A file and a folder of one name."""

TIME_S = 315_532_800
"""1980-01-01: every file has this time, in every run."""


def take_in(source: Path, target: Path) -> Path:
    """Copy a folder, a file or an archive's content into the empty folder `target`.

    The result is the only entry of `target`, or `target` itself. Raises `Refusal`.
    """
    target.chmod(0o755)  # the program may belong to another user
    if source.is_dir():
        place = target / Names().plain(source.name or "submission", is_folder=True)
        place.mkdir()
        copy_in(folder_entries(source), place)
        return place
    if not archive_ending(source.name):
        file = Entry(source.name, lambda: source.open("rb"))
        copy_in([file], target)
        return target / source.name
    copy_in(archive_entries(source), target, source.stat().st_size)
    top = sorted(target.iterdir())
    root = top[0] if len(top) == 1 else target
    for place in sorted(root.iterdir()) if root.is_dir() else ():
        if made(place):
            shutil.rmtree(place)
    return root


def copy_in(entries: Iterable[Entry], target: Path, packed_bytes: int | None = None) -> None:
    """Copy all entries into the empty folder `target`. Raises `Refusal`.

    `packed_bytes` is the size of the archive that they come from.
    """
    allowed = MAX_BYTES
    if packed_bytes is not None:
        allowed = min(allowed, FREE_BYTES + MAX_RATIO * packed_bytes)
    left = allowed
    names = Names()
    for count, entry in enumerate(entries, 1):
        if count > MAX_FILES:
            raise Refusal(rules.MANY_ENTRIES, limit=MAX_FILES)
        if not entry.plain:
            raise Refusal(rules.SPECIAL, name=ascii(entry.name[:80]))
        path = names.plain(entry.name, is_folder=entry.open is None)
        if not path.parts or IGNORED & set(path.parts):
            continue
        try:
            left = _place(entry, target / path, left)
        except COLLISIONS:  # any other failure to write is ours
            raise Refusal(rules.COLLISION, name=path) from None
        if left < 0:
            raise Refusal(rules.UNPACKED, limit=allowed // 2**20)


def _place(entry: Entry, place: Path, left: int) -> int:
    """Copy one entry; how many bytes may still follow."""
    if entry.open is None:
        place.mkdir(parents=True, exist_ok=True)
        return left
    place.parent.mkdir(parents=True, exist_ok=True)
    with place.open("xb") as copy:
        for chunk in _content(entry.name, entry.open):
            left -= len(chunk)
            if left < 0:
                break
            copy.write(chunk)
    place.chmod(0o755 if entry.runs else 0o644)
    os.utime(place, (TIME_S, TIME_S))
    return left


def _content(name: str, opened: Callable[[], IO[bytes]]) -> Iterator[bytes]:
    """A file's bytes. Raises `Refusal` where they cannot be read, say in a broken archive."""
    try:
        with opened() as source:
            while chunk := source.read(CHUNK):
                yield chunk
    except Refusal:
        raise
    except Exception as error:  # of any kind: the readers of archives trust what they read
        problem = getattr(error, "strerror", None) or str(error) or type(error).__name__
        raise Refusal(rules.UNREADABLE, name=ascii(name[:80]), problem=problem) from None
