"""A program of a paced run, seen from the process that started it."""

from __future__ import annotations

import contextlib
import json
import select
import signal
import socket
import subprocess
import sys
from dataclasses import asdict

from . import wire
from .wire import Ended, Program, Setup

REPORT_S = 1.0
"""How long a report that has begun may take."""


class NativeProcess:
    """One program as a process of its own; `ended` tells how it ended, None while it runs."""

    def __init__(self, program: Program, setup: Setup) -> None:
        self.program = program
        self._report, there = socket.socketpair()
        task = {
            "program": asdict(program),
            "path": setup.path,
            "report": there.fileno(),
            "told": [topic.name for topic in setup.topics if topic.to_controller] + ["/clock"],
            "heard": [topic.name for topic in setup.topics if not topic.to_controller],
        }
        self._process = subprocess.Popen(
            [sys.executable, "-m", "atelier_lockstep.native", json.dumps(task)],
            pass_fds=[there.fileno()],
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        there.close()
        self._ended: Ended | None = None

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def ended(self) -> Ended | None:
        if self._ended is None:
            status = self._process.poll()
            self._ended = self._told()
            if self._ended is None and status is not None:
                self._ended = told_by_status(status)
        return self._ended

    def _told(self) -> Ended | None:
        """What the program's side has sent before it leaves, which takes it some time."""
        if self._report.fileno() < 0 or not select.select([self._report], [], [], 0)[0]:
            return None
        self._report.settimeout(REPORT_S)
        try:
            frame = wire.read(self._report, limit=2**16)
            return wire.unpack_ended(frame[1]) if frame is not None else None
        except (OSError, wire.WireError):
            return None
        finally:
            self._report.close()

    def wait(self, timeout_s: float) -> None:
        """Let it leave in good order."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout_s)

    def interrupt(self) -> None:
        """As Ctrl-C does."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)


def told_by_status(status: int) -> Ended:
    """The end of a program that has not told of it."""
    if status < 0:
        names = (each.name for each in signal.Signals if each == -status)
        return Ended("killed", -status, next(names, str(-status)))
    return Ended("exited" if status else "returned", status)
