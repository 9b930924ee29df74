"""The entries of a handed-in folder, as an archive would hold them."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import IO

from . import rules
from .entry import Entry
from .refusal import Refusal

IGNORED = frozenset({".git", ".venv", "venv", "__pycache__", ".mypy_cache", ".pytest_cache"})
WORKSPACE = frozenset({"build", "install", "log"})
"""What colcon makes, with a marker in it."""


def folder_entries(folder: Path, parts: tuple[str, ...] = ()) -> Iterator[Entry]:
    """Entries in the order of their names, without what no submission consists of."""
    try:
        with os.scandir(folder) as listing:
            found = sorted(listing, key=lambda each: each.name)
    except OSError as error:
        name = "/".join(parts) or folder.name
        raise Refusal(rules.UNREADABLE, name=ascii(name[:80]), problem=error.strerror) from None
    for each in found:
        name = "/".join((*parts, each.name))
        status = each.stat(follow_symlinks=False)
        if stat.S_ISDIR(status.st_mode):
            if each.name in IGNORED or made(Path(each.path)):
                continue
            yield Entry(name, None)
            yield from folder_entries(Path(each.path), (*parts, each.name))
        else:
            runs = bool(status.st_mode & stat.S_IXUSR)
            yield Entry(name, partial(_opened, each.path), _plain(status), runs)


def made(folder: Path) -> bool:
    """Whether colcon or an earlier grading made a folder, rather than the author."""
    if folder.name in WORKSPACE:
        return (folder / "COLCON_IGNORE").exists()
    results = ("result.json", "*/result.json")  # of `--out out`, and of the default
    return folder.name == "out" and any(any(folder.glob(each)) for each in results)


def _plain(status: os.stat_result) -> bool:
    return (
        stat.S_ISREG(status.st_mode)
        and status.st_nlink == 1
        and not status.st_mode & (stat.S_ISUID | stat.S_ISGID)
    )


def _opened(path: str) -> IO[bytes]:
    """Open what was looked at, and nothing that has taken its place."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    if not _plain(os.fstat(descriptor)):
        os.close(descriptor)
        raise OSError("it changed while it was read")
    return os.fdopen(descriptor, "rb")
