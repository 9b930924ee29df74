"""Ctrl-C, SIGTERM and a closed terminal end a grading alike: with a result of what was found."""

from __future__ import annotations

import signal
from types import FrameType, TracebackType

from typing_extensions import Self

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Interruption:
    """While entered, each of these signals raises `KeyboardInterrupt`.

    Some libraries swallow every exception while they are imported. `check`, called now and then,
    raises it again if a signal has come.
    """

    def __init__(self) -> None:
        self._came = False

    def check(self) -> None:
        """Raise `KeyboardInterrupt` if a signal has come."""
        if self._came:
            raise KeyboardInterrupt

    def _raise(self, number: int, frame: FrameType | None) -> None:
        self._came = True
        raise KeyboardInterrupt

    def __enter__(self) -> Self:
        self._before = [signal.signal(number, self._raise) for number in SIGNALS]
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for number, handler in zip(SIGNALS, self._before, strict=True):
            signal.signal(number, handler)
