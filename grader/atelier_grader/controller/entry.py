"""One file or folder of what was handed in, and the bounds of all of them together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import IO

MAX_FILES = 2000
MAX_BYTES = 64 * 2**20


@dataclass(frozen=True)
class Entry:
    """One entry, by its name with slashes; `open` is None for a folder.

    `plain` is false for links, devices, sockets, pipes, and files that change their user;
    `runs` is whether it may be run as a command.
    """

    name: str
    open: Callable[[], IO[bytes]] | None
    plain: bool = True
    runs: bool = False
