"""The entries of a handed-in archive, read as a stream and within bounds."""

from __future__ import annotations

import io
import stat
import tarfile
import time
import zipfile
import zlib
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING

from . import rules
from .entry import MAX_BYTES, MAX_FILES, Entry
from .refusal import Refusal

if TYPE_CHECKING:
    from typing_extensions import Buffer

ARCHIVES = (".zip", ".tar.gz", ".tgz")
HEADERS_BYTES = 16 * 2**20
"""Beside the files' own bytes a tar may hold so much: names and padding."""

EXTENSION_BYTES = 2**13
"""One header that gives a long name or attributes: Python reads it whole, in quadratic time."""

EXTENSIONS = (
    tarfile.XHDTYPE,
    tarfile.XGLTYPE,
    tarfile.SOLARIS_XHDTYPE,
    tarfile.GNUTYPE_LONGNAME,
    tarfile.GNUTYPE_LONGLINK,
)

CPU_S = 10.0
GZIP = 16 + zlib.MAX_WBITS
CHUNK = 2**16

METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""Python unpacks the others without bounds: 64 kB of bzip2 may hold 70 GB."""

ZIP_ENTRY = b"PK\1\2"
ENCRYPTED = 1


def archive_ending(name: str) -> str:
    """How the name of an archive ends, as it is spelt; nothing where it is none."""
    ending = next((each for each in ARCHIVES if name.lower().endswith(each)), "")
    return name[len(name) - len(ending) :]


def archive_entries(archive: Path) -> Iterator[Entry]:
    """Entries in the archive's order. Raises `Refusal` for what is no sound archive."""
    if archive.stat().st_size > MAX_BYTES:
        raise Refusal(rules.LARGE, limit=MAX_BYTES // 2**20)
    try:
        with archive.open("rb") as stream:
            yield from (_zip if archive_ending(archive.name).lower() == ".zip" else _tar)(stream)
    except Refusal:
        raise
    except Exception as error:  # of any kind: the readers trust what they read
        raise Refusal(rules.BROKEN, problem=str(error) or type(error).__name__) from None


def _zip(stream: IO[bytes]) -> Iterator[Entry]:
    if stream.read().count(ZIP_ENTRY) > 10 * MAX_FILES:  # each becomes an object when it is opened
        raise Refusal(rules.MANY_FILES, limit=MAX_FILES)
    stream.seek(0)
    with zipfile.ZipFile(stream) as archive:
        for info in archive.infolist():
            if info.compress_type not in METHODS or info.flag_bits & ENCRYPTED:
                raise Refusal(rules.ODD_PACKING, name=ascii(info.filename[:80]))
            mode = info.external_attr >> 16  # of Unix; 0 where another system packed it
            name = info.filename.replace("\\", "/")  # as PowerShell 5 writes it
            if name.endswith("/"):
                yield Entry(name, None, plain=stat.S_IFMT(mode) in (0, stat.S_IFDIR))
            else:
                plain = stat.S_IFMT(mode) in (0, stat.S_IFREG) and not mode & _SPECIAL
                runs = bool(mode & stat.S_IXUSR)
                yield Entry(name, partial(archive.open, info), plain, runs)


def _tar(stream: IO[bytes]) -> Iterator[Entry]:
    bounded = io.BufferedReader(_Unpacked(stream))
    # One way: no seeking back.
    with tarfile.open(fileobj=bounded, mode="r|", tarinfo=_Header) as archive:
        for info in archive:
            if info.isdir():
                yield Entry(info.name, None)
            elif info.isreg() and not info.issparse() and not info.mode & _SPECIAL:
                runs = bool(info.mode & stat.S_IXUSR)
                yield Entry(info.name, partial(_opened, archive, info), True, runs)
            else:
                yield Entry(info.name, None, plain=False)


class _Header(tarfile.TarInfo):
    """A header that is small where Python reads all of it before it looks at any."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> _Header:
        header = super().frombuf(buf, encoding, errors)
        if header.type in EXTENSIONS and not 0 <= header.size <= EXTENSION_BYTES:
            raise Refusal(rules.LONG_HEADER)
        return header


_SPECIAL = stat.S_ISUID | stat.S_ISGID


def _opened(archive: tarfile.TarFile, info: tarfile.TarInfo) -> IO[bytes]:
    opened = archive.extractfile(info)
    assert opened is not None  # it is a regular file
    return opened


class _Unpacked(io.RawIOBase):
    """What gzip has packed, and no more than a submission may have: headers may claim gigabytes.

    Data after the first stream is not looked at: millions of empty ones fit in an archive.
    """

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._gzip = zlib.decompressobj(GZIP)
        self._left = MAX_BYTES + HEADERS_BYTES
        self._end_s = time.thread_time() + CPU_S

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Buffer, /) -> int:
        view = memoryview(buffer)
        data = b""
        while not data and not self._gzip.eof:
            packed = self._gzip.unconsumed_tail or self._stream.read(CHUNK)
            if not packed:
                raise Refusal(rules.CUT_OFF)
            data = self._gzip.decompress(packed, len(view))
        self._left -= len(data)
        if self._left < 0:
            raise Refusal(rules.UNPACKED, limit=MAX_BYTES // 2**20)
        if time.thread_time() > self._end_s:
            raise Refusal(rules.SLOW, limit=f"{CPU_S:g}")
        view[: len(data)] = data
        return len(data)
