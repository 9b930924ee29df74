"""A program of a paced run, seen from the process that started it."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
from dataclasses import asdict

from . import wire
from .wire import Ended, Program


class NativeProcess:
    """One program as a process of its own; `ended` tells how it ended, None while it runs."""

    def __init__(self, program: Program, path: tuple[str, ...]) -> None:
        self.program = program
        self._report, there = socket.socketpair()
        task = {"program": asdict(program), "path": path, "report": there.fileno()}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "atelier_lockstep.native", json.dumps(task)],
            pass_fds=[there.fileno()],
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        there.close()
        self._ended: Ended | None = None

    @property
    def ended(self) -> Ended | None:
        if self._ended is None and (status := self._process.poll()) is not None:
            self._ended = self._told() or told_by_status(status)
        return self._ended

    def _told(self) -> Ended | None:
        """What the program's side has sent before it left."""
        self._report.setblocking(False)
        try:
            frame = wire.read(self._report, limit=2**16)
            return wire.unpack_ended(frame[1]) if frame is not None else None
        except (OSError, wire.WireError):
            return None
        finally:
            self._report.close()

    def interrupt(self) -> None:
        """As Ctrl-C does."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)


def told_by_status(status: int) -> Ended:
    """The end of a program that has not told of it."""
    if status < 0:
        return Ended("killed", -status, signal.Signals(-status).name)
    return Ended("exited" if status else "returned", status)
