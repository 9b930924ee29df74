"""Children of a program that make nodes: these would have no robot and no time to move."""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Callable
from types import FrameType
from typing import NoReturn

NEWS = signal.SIGRTMIN + 5
"""What a child sends; it ends the program's own wait for that child."""

LONGEST = 500


class Forks:
    """Lets the children of this process tell it that they make nodes: `on_node` hears where."""

    def __init__(self, on_node: Callable[[str], None]) -> None:
        self._on_node = on_node
        self._parent = os.getpid()
        self._reading, self._writing = os.pipe()
        signal.signal(NEWS, self._hear)

    def tell(self, where: str) -> NoReturn:
        """Called in a child that is about to make a node."""
        os.write(self._writing, where.encode()[:LONGEST])
        with contextlib.suppress(ProcessLookupError):  # it has ended
            os.kill(self._parent, NEWS)
        os._exit(1)

    def _hear(self, number: int, frame: FrameType | None) -> None:
        self._on_node(os.read(self._reading, LONGEST).decode(errors="replace"))
