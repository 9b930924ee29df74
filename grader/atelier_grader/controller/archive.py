"""The entries of a handed-in archive, read as a stream and within bounds."""

from __future__ import annotations

import gzip
import io
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from .entry import MAX_BYTES, MAX_FILES, Entry
from .refusal import Refusal

ARCHIVES = (".zip", ".tar.gz", ".tgz")
HEADERS_BYTES = 16 * 2**20
"""Beside the files' own bytes a tar may hold so much: names and padding."""

ZIP_ENTRY = b"PK\1\2"


def archive_entries(archive: Path) -> Iterator[Entry]:
    """Entries in the archive's order. Raises `Refusal` for what is no sound archive."""
    if archive.stat().st_size > MAX_BYTES:
        raise Refusal(f"more than {MAX_BYTES // 2**20} MB")
    try:
        with archive.open("rb") as stream:
            yield from (_zip if archive.name.endswith(".zip") else _tar)(stream)
    except (
        zipfile.BadZipFile,
        tarfile.TarError,
        EOFError,
        OSError,
        ValueError,
        RuntimeError,
        NotImplementedError,
        zlib.error,
    ) as error:
        if isinstance(error, Refusal):
            raise
        raise Refusal(f"cannot be unpacked: {error}") from None


def _zip(stream: IO[bytes]) -> Iterator[Entry]:
    if stream.read().count(ZIP_ENTRY) > 10 * MAX_FILES:  # each becomes an object when it is opened
        raise Refusal(f"more than {MAX_FILES} files")
    stream.seek(0)
    with zipfile.ZipFile(stream) as archive:
        for info in archive.infolist():
            mode = info.external_attr >> 16  # of Unix; 0 where another system packed it
            if info.is_dir():
                yield Entry(info.filename, None, plain=stat.S_IFMT(mode) in (0, stat.S_IFDIR))
            else:
                plain = stat.S_IFMT(mode) in (0, stat.S_IFREG) and not mode & _SPECIAL
                runs = bool(mode & stat.S_IXUSR)
                yield Entry(info.filename, lambda info=info: archive.open(info), plain, runs)  # type: ignore[misc]


def _tar(stream: IO[bytes]) -> Iterator[Entry]:
    with gzip.GzipFile(fileobj=stream) as unzipped:
        bounded = io.BufferedReader(_Bounded(unzipped))
        with tarfile.open(fileobj=bounded, mode="r|") as archive:  # one way: no seeking back
            for info in archive:
                if info.isdir():
                    yield Entry(info.name, None)
                elif info.isreg() and not info.mode & _SPECIAL:
                    runs = bool(info.mode & stat.S_IXUSR)
                    yield Entry(info.name, lambda info=info: _opened(archive, info), True, runs)  # type: ignore[misc]
                else:
                    yield Entry(info.name, None, plain=False)


_SPECIAL = stat.S_ISUID | stat.S_ISGID


def _opened(archive: tarfile.TarFile, info: tarfile.TarInfo) -> IO[bytes]:
    opened = archive.extractfile(info)
    assert opened is not None  # it is a regular file
    return opened


class _Bounded(io.RawIOBase):
    """Unpacks no more than a submission may have: a header alone may claim gigabytes."""

    def __init__(self, stream: gzip.GzipFile) -> None:
        self._stream = stream
        self._left = MAX_BYTES + HEADERS_BYTES

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]
        data = self._stream.read(len(buffer))
        self._left -= len(data)
        if self._left < 0:
            raise Refusal(f"more than {MAX_BYTES // 2**20} MB unpacked")
        buffer[: len(data)] = data
        return len(data)
