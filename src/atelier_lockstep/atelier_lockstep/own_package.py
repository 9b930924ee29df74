"""The program's package as if it were installed: programs ask ament's index for their own files."""

from __future__ import annotations

import contextlib
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path

NAME = re.compile(r"<name>\s*([A-Za-z][\w-]*)\s*</name>")
INDEX = "AMENT_PREFIX_PATH"
MOST = 1000
"""Links: the program may have so many files of its own, and these count."""


def install(path: Sequence[str]) -> None:
    """Lead ament's index to the package in the first folder of `path`, if there is one.

    Where the machine has no index, that of this Python's packages is taken.
    """
    known = os.environ.get(INDEX) or sys.prefix
    root = Path(path[0]) if path else Path()
    name = name_of(root / "package.xml")
    if name is not None:
        prefix = Path(os.environ.get("TMPDIR", "/tmp"), f"install-{os.getpid()}")  # noqa: S108
        mark(name, prefix)
        with contextlib.suppress(PermissionError):  # of a folder that nobody may read
            share(root, prefix / "share" / name)
        known = os.pathsep.join((str(prefix), known))
    os.environ[INDEX] = known


def name_of(manifest: Path) -> str | None:
    """The package that a package.xml names; None without."""
    try:
        found = NAME.search(manifest.read_text(encoding="utf-8", errors="replace"))
    except OSError:
        return None
    return found[1] if found else None


def mark(name: str, prefix: Path) -> None:
    """Enter a package into the index of a prefix."""
    marker = prefix / "share" / "ament_index" / "resource_index" / "packages" / name
    marker.parent.mkdir(parents=True, exist_ok=True)
    marker.touch()


def share(root: Path, place: Path) -> None:
    """Link what a package installs into its share folder.

    Which files these are, and where, is code in its setup.py. Nearly always they keep their folder,
    or lose it: here they are in both places.
    """
    place.mkdir(parents=True, exist_ok=True)
    entries = sorted(root.iterdir())
    folders = [each for each in entries if each.is_dir() and not (each / "__init__.py").exists()]
    files = [each for folder in folders for each in sorted(folder.iterdir()) if each.is_file()]
    for entry in (*entries, *files)[:MOST]:
        link = place / entry.name
        if not link.is_symlink():
            link.symlink_to(entry)
