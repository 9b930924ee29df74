"""Ends what a program leaves behind: daemons, and children in sessions of their own."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
from pathlib import Path
from typing import ClassVar

PR_SET_CHILD_SUBREAPER = 36


class Orphans:
    """The children that this process gets from now on without having started them.

    A process whose parent ends becomes a child of the nearest subreaper above it: this process.
    It is known by its session, which is not ours, as that of the program is not.
    """

    programs: ClassVar[set[int]] = set()
    """Those of all gradings in this process."""

    def __init__(self) -> None:
        _adopt(True)
        self._own = children()

    def end(self) -> None:
        """Kill and reap them, and theirs in turn. To be called when the program itself is dead."""
        while orphans := self._found():
            for pid in orphans:
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.kill(pid, signal.SIGKILL)
                with contextlib.suppress(ChildProcessError):
                    os.waitpid(pid, 0)
        if not self.programs:
            _adopt(False)

    def _found(self) -> list[int]:
        return [
            pid
            for pid in sorted(children() - self._own - self.programs)
            if os.getsid(pid) != os.getsid(0)
        ]


def _adopt(whether: bool) -> None:
    """Whether orphans below this process come to it, or to the next above."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, int(whether))


def children() -> set[int]:
    """The children of this process, whichever of its threads started them."""
    found: set[int] = set()
    for task in Path(f"/proc/{os.getpid()}/task").iterdir():
        with contextlib.suppress(OSError):
            found.update(map(int, (task / "children").read_text().split()))
    return found
