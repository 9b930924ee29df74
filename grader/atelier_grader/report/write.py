"""Files that are whole or not there."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from atelier_grader.report.result import Result

RESULT_NAME = "result.json"


def write_whole(path: Path, data: bytes) -> None:
    """Replace `path` by `data` at once: readers see the old file or the new one, never a part.

    A link at `path` is replaced, not followed. Raises `OSError`; then `path` is as it was.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW
        with os.fdopen(os.open(partial, flags, 0o644), "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        partial.replace(path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def remove_partial_files(folder: Path) -> None:
    """Remove what graders that were killed had begun to write into `folder`."""
    for path in sorted(folder.glob(".*.partial")):
        owner = path.name.split(".")[-2]
        if owner.isdigit() and not Path(f"/proc/{owner}").exists():
            with contextlib.suppress(OSError):
                path.unlink()


def write_result(folder: Path, result: Result) -> Path:
    """Write `folder`/result.json, whole; return its path."""
    path = folder / RESULT_NAME
    write_whole(path, result.to_json().encode())
    return path
