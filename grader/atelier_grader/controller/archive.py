"""Unpacks a handed-in archive into an empty folder, within bounds, regular files only."""

from __future__ import annotations

import tarfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

MAX_FILES = 2000
MAX_BYTES = 64 * 2**20
MAX_NAME = 200
MAX_DEPTH = 12
CHUNK = 2**16


@dataclass(frozen=True)
class Member:
    """One entry of an archive; `open` is None for a folder."""

    name: str
    open: Callable[[], IO[bytes]] | None
    regular: bool = True


def unpack(archive: Path, scratch: Path) -> Path:
    """Unpack into `scratch`; the result is the only top-level entry, or else `scratch`.

    Raises `SubmissionError` (`bad_archive`) for anything but plain files and folders with plain
    relative names, and beyond the bounds above.
    """
    scratch.mkdir(parents=True, exist_ok=True)
    try:
        if archive.name.endswith(".zip"):
            with zipfile.ZipFile(archive) as opened_zip:
                _unpack(_zip_members(opened_zip), archive.name, scratch)
        else:
            with tarfile.open(archive, "r:gz") as opened_tar:
                _unpack(_tar_members(opened_tar), archive.name, scratch)
    except (zipfile.BadZipFile, tarfile.TarError, EOFError, OSError, ValueError, RuntimeError) as e:
        raise _bad(archive.name, f"cannot be unpacked: {e}") from None
    entries = sorted(scratch.iterdir())
    return entries[0] if len(entries) == 1 else scratch


def _bad(archive: str, what: str) -> Exception:
    from .submission import SubmissionError

    problem = f"{archive}: {what}"
    return SubmissionError("bad_archive", problem, problem=problem)


def _zip_members(archive: zipfile.ZipFile) -> Iterator[Member]:
    for info in archive.infolist():
        kind = info.external_attr >> 28  # file type bits of the Unix mode; 0 where unknown
        regular = kind in (0, 0o10) or (info.is_dir() and kind == 0o4)
        yield Member(
            info.filename,
            None if info.is_dir() else lambda info=info: archive.open(info),  # type: ignore[misc]
            regular,
        )


def _tar_members(archive: tarfile.TarFile) -> Iterator[Member]:
    for info in archive:
        if info.isdir():
            yield Member(info.name, None)
        else:
            opened = archive.extractfile(info) if info.isreg() else None
            yield Member(info.name, lambda opened=opened: opened, info.isreg())  # type: ignore[misc]


def _unpack(members: Iterator[Member], archive: str, scratch: Path) -> None:
    left = MAX_BYTES
    seen: set[str] = set()
    for count, member in enumerate(members, 1):
        if count > MAX_FILES:
            raise _bad(archive, f"more than {MAX_FILES} files")
        path = _plain(member, archive)
        if not path.parts:
            continue
        key = str(path).casefold()
        if member.open is not None and key in seen:
            raise _bad(archive, f"{path}: two files of this name")
        seen.add(key)
        target = scratch / path
        if member.open is None:
            target.mkdir(parents=True, exist_ok=True)
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        with member.open() as source, target.open("xb") as copy:
            while chunk := source.read(CHUNK):
                left -= len(chunk)
                if left < 0:
                    raise _bad(archive, f"more than {MAX_BYTES // 2**20} MB unpacked")
                copy.write(chunk)


def _plain(member: Member, archive: str) -> PurePosixPath:
    path = PurePosixPath(member.name)
    shown = member.name[:80]
    if not member.regular:
        raise _bad(archive, f"{shown!r} is a link or a special file")
    if path.is_absolute() or ".." in path.parts or "\\" in member.name or "\0" in member.name:
        raise _bad(archive, f"{shown!r} leads out of the archive")
    if len(member.name) > MAX_NAME or len(path.parts) > MAX_DEPTH:
        raise _bad(archive, f"{shown!r} is too long or too deep")
    try:
        member.name.encode("utf-8")
    except UnicodeEncodeError:
        raise _bad(archive, f"{shown!r} is not a valid name") from None
    return path
