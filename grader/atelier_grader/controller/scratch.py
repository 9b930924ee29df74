"""A folder for one grading, which is gone afterwards, even after a kill."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from atelier_grader.sandbox.cgroup import remove_stale as remove_stale_groups

PREFIX = "atelier-"
LOCK = ".lock"


@contextlib.contextmanager
def scratch_folder() -> Iterator[Path]:
    """A new folder that other users may pass through; removed at the end.

    Folders and control groups of gradings that were killed are removed first: their owner holds
    a lock, which ends with it.
    """
    remove_stale(Path(tempfile.gettempdir()))
    remove_stale_groups()
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    begun = folder / f"{LOCK}-begun"
    with begun.open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        begun.rename(folder / LOCK)  # whoever finds a lock finds it held
        folder.chmod(0o711)
        try:
            yield folder
        finally:
            remove_tree(folder)


@contextlib.contextmanager
def within(folder: str) -> Iterator[None]:
    """Make `folder` the present one meanwhile: that of the caller may be a submission's.

    With `-c` and `-m`, which is how Python starts workers, modules are looked for there first.
    """
    before = os.open(".", os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.chdir(folder)
        yield
    finally:
        os.fchdir(before)
        os.close(before)


def remove_stale(place: Path) -> None:
    """Remove our folders in `place` whose lock nobody holds."""
    for folder in sorted(place.glob(f"{PREFIX}*")):
        with contextlib.suppress(OSError):
            if folder.is_symlink() or folder.stat().st_uid != os.geteuid():
                continue
            flags = os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC
            with os.fdopen(os.open(folder / LOCK, flags), "wb") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                remove_tree(folder)


def remove_tree(folder: Path) -> None:
    """Remove a folder as far as possible, however deep a program has made it."""
    try:
        shutil.rmtree(folder, ignore_errors=True)
    except RecursionError:  # before Python 3.13
        subprocess.run(["rm", "-rf", "--", str(folder)], stderr=subprocess.DEVNULL, check=False)
