"""Ctrl-C, SIGTERM and a closed terminal end a grading alike: with a result of what was found."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Iterator
from types import FrameType, TracebackType

from typing_extensions import Self

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Interruption:
    """While entered, these signals are kept; within `heard` the first raises `KeyboardInterrupt`.

    The second does not: the first is being obeyed, and that may not be broken off. The third does,
    in case it is not. Some libraries swallow every exception while they are imported: `check`,
    called now and then, raises it again if a signal has come.
    """

    def __init__(self) -> None:
        self._came = 0
        self._heard = False

    @contextlib.contextmanager
    def heard(self) -> Iterator[None]:
        """What may be interrupted; what comes after it, such as writing a result, may not."""
        self._heard = True
        try:
            self.check()
            yield
        finally:
            self._heard = False

    def check(self) -> None:
        """Raise `KeyboardInterrupt` if a signal has come."""
        if self._came:
            raise KeyboardInterrupt

    def _raise(self, number: int, frame: FrameType | None) -> None:
        self._came += 1
        if self._heard and self._came != 2:
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
