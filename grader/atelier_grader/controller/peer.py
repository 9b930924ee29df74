"""The grader's end of the lock-step: one exchange at a time, under wall-clock limits."""

from __future__ import annotations

import errno
import re
import signal
import socket
import struct
import time
from dataclasses import dataclass
from typing import Any

from atelier_lockstep import wire
from atelier_lockstep.wire import Ended, Idle, Kind, Setup, Tick

from .process import ControllerProcess

BLOCKED_FACTOR = 6
"""How many times the limit of CPU time a program may be without CPU, before it counts as blocked:
a machine may be slow, or busy with something else."""


@dataclass(frozen=True)
class Departure:
    """The program has left the lock-step: `code` is the reason, None where it simply returned."""

    code: str | None
    message: str = ""
    traceback: str = ""
    ended: Ended | None = None


class Peer:
    """Speaks the wire format with a controller process, and trusts nothing that it says."""

    def __init__(self, process: ControllerProcess, topics: int) -> None:
        self.process = process
        self._stream: Any = process.stream
        self._topics = topics

    def start(self, setup: Setup, limit_s: float) -> Idle | Departure:
        """Send SETUP and wait until the program first waits."""
        self._set_timeout(0.5)
        try:
            wire.write(self._stream, Kind.SETUP, wire.pack_setup(setup))
        except OSError:
            pass  # it is gone already: reading tells how
        return self._receive(limit_s, starting=True)

    def exchange(self, tick: Tick, limit_s: float) -> Idle | Departure:
        """Send what happened, and wait until every thread of the program waits again."""
        try:
            wire.write(self._stream, Kind.TICK, wire.pack_tick(tick))
        except OSError:
            pass
        return self._receive(limit_s)

    def stop(self, grace_s: float) -> Departure | None:
        """Interrupt the program as Ctrl-C would; after `grace_s` it is killed.

        Tells how it left; None where it did not in time.
        """
        try:
            wire.write(self._stream, Kind.STOP, b"")
        except OSError:
            return None
        try:
            left = self._receive(grace_s)
        finally:
            self.process.end(grace_s)
        return left if isinstance(left, Departure) and left.ended else None

    def _set_timeout(self, seconds: float) -> None:
        whole = int(seconds)
        value = struct.pack("ll", whole, int((seconds - whole) * 1e6))
        self._stream.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, value)
        self._stream.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, struct.pack("ll", 30, 0))

    def _receive(self, limit_s: float, starting: bool = False) -> Idle | Departure:
        reader = _Patient(self._stream, self.process, limit_s)
        try:
            frame = wire.read(reader)
            if frame is None:
                return self._gone()
            kind, body = frame
            if kind is Kind.ENDED:
                return self._ended(wire.unpack_ended(body))
            if kind is not Kind.IDLE:
                raise wire.WireError(f"{kind.name} is not for the grader")
            idle = wire.unpack_idle(body)
            for topic, _ in idle.commands:
                if topic >= self._topics:
                    raise wire.WireError(f"topic {topic} is unknown, there are {self._topics}")
            return idle
        except _Stuck as stuck:
            return self._stuck(stuck, limit_s, starting)
        except wire.WireError as error:
            return Departure("protocol_error", str(error))
        except OSError:
            return self._gone()

    def _gone(self) -> Departure:
        """The stream has ended without a word: the process tells why."""
        alive = self.process.wait(1.0) is None
        status = self.process.end()
        if alive:
            return Departure("protocol_error", "its connection to the robot was closed")
        if status < 0:
            name = signal.Signals(-status).name
            return Departure("killed_by_signal", name, self.process.output.text[-4000:])
        return Departure("exited", f"status {status}")

    def _ended(self, ended: Ended) -> Departure:
        who = f" ({ended.program})" if ended.program else ""
        if ended.how == "raised":
            code = "import_error" if _failed_import(ended) else "crashed"
            return Departure(code, ended.message + who, ended.traceback, ended)
        if ended.how == "killed":
            return Departure("killed_by_signal", ended.message + who, ended=ended)
        if ended.how == "exited" and ended.status:
            return Departure("exited", f"status {ended.status}{who}", ended=ended)
        return Departure(None, ended=ended)

    def _stuck(self, stuck: _Stuck, limit_s: float, starting: bool) -> Departure:
        before = len(self.process.output.text)
        self.process.signal(signal.SIGUSR1)  # its fault handler prints the stack
        time.sleep(0.2)
        text = self.process.output.text[before:]
        self.process.end()
        if not stuck.busy:
            return Departure("blocked", f"{stuck.spent_s:.0f}", _stack(text))
        message = f"used {stuck.spent_s:.1f} s of CPU time, the limit is {limit_s:g} s"
        return Departure("start_up_timeout" if starting else "stuck", message, _stack(text))


class _Stuck(Exception):
    def __init__(self, spent_s: float, busy: bool) -> None:
        super().__init__(spent_s, busy)
        self.spent_s = spent_s
        self.busy = busy


class _Patient:
    """Reads from the stream; a time-out looks at how much CPU time the program has used."""

    def __init__(self, stream: Any, process: ControllerProcess, limit_s: float) -> None:
        self._stream = stream
        self._process = process
        self._limit_s = limit_s
        self._since: tuple[float, float] | None = None

    def sendall(self, data: bytes, /) -> None:
        self._stream.sendall(data)

    def recv_into(self, buffer: memoryview, /) -> int:
        while True:
            try:
                return int(self._stream.recv_into(buffer))
            except OSError as error:
                if error.errno not in (errno.EAGAIN, errno.EWOULDBLOCK):
                    raise
                self._look()

    def _look(self) -> None:
        now_s, cpu_s = time.monotonic(), self._process.cpu_s()
        if self._since is None:
            self._since = now_s - 0.5, cpu_s
            return
        blocked_s, busy_s = now_s - self._since[0], cpu_s - self._since[1]
        if busy_s >= self._limit_s:
            raise _Stuck(busy_s, busy=True)
        if blocked_s >= self._limit_s * BLOCKED_FACTOR:
            raise _Stuck(blocked_s, busy=False)


def _failed_import(ended: Ended) -> bool:
    return bool(re.match(r"(ModuleNotFoundError|ImportError)\b", ended.message))


def _stack(text: str) -> str:
    """The program's own frames of a fault handler's dump, innermost first."""
    lines = [
        line
        for line in text.splitlines()
        if line.lstrip().startswith("File ") and "/atelier_lockstep/" not in line
    ]
    return "\n".join(lines[:40])
