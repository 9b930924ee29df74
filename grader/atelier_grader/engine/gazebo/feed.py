"""A simulator topic as a stream of messages, read from `gz topic -e`."""

from __future__ import annotations

import contextlib
import io
import queue
import threading
from typing import IO, Literal

from atelier_grader.engine.gazebo.text_proto import Message, TextProtoError, read_messages

Kind = Literal["poses", "contacts", "clock"]


class Feed:
    """Reads one stream in a thread of its own and puts (itself, message) into the queue."""

    def __init__(
        self, kind: Kind, stream: IO[bytes], into: queue.SimpleQueue[tuple[Feed, Message]]
    ) -> None:
        self.kind = kind
        self._stream = stream
        self._into = into
        self.problem = ""
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        try:
            with contextlib.suppress(OSError, ValueError):
                lines = io.TextIOWrapper(self._stream, "utf-8", "replace")
                for message in read_messages(lines):
                    self._into.put((self, message))
        except TextProtoError as error:
            self.problem = f"{self.kind}: {error}"

    def join(self, timeout_s: float = 1.0) -> None:
        """After the end of its process."""
        self._thread.join(timeout_s)
