"""The grader's end of the lock-step: one exchange at a time, under limits of CPU and wall time."""

from __future__ import annotations

import contextlib
import re
import signal
import time
from dataclasses import dataclass, field
from typing import Any

from atelier_grader.mission.limits import MIB
from atelier_grader.report.plain import plain
from atelier_grader.sandbox.watch import Breach
from atelier_lockstep import wire
from atelier_lockstep.wire import Ended, Idle, Kind, Setup, Tick

from .kernel_limits import refused_by_kernel
from .patience import BLOCKED_FACTOR, Overdue, Patience, Stuck, look_now_and_then
from .process import ControllerProcess

MAX_ENDED_BYTES = 2**20

HOST_S = 30.0
"""CPU time until the program's own code begins; six times as much while nothing computes."""

GONE_S = 3.0
"""Within which a program whose stream has ended must end, or else it has only closed that."""

TELL_S = 2.0
PAUSE_S = 0.3
"""For a stuck program to tell where it is: in all, and between what its two handlers print."""

FOUND = {
    "deadlocked": "deadlock",
    "looping": "endless_callbacks",
    "divided": "nodes_in_children",
}
"""What the program's side may have found, by how it tells it."""

NOBODY_THERE = re.compile(
    r"EOFError: EOF when reading a line|termios\.error|_curses\.error|_tkinter\.TclError"
    r"|ModuleNotFoundError: No module named '(pynput|keyboard|getch|getkey|readchar|sshkeyboard)'"
)
"""How a program ends that asks for a keyboard or a screen."""


@dataclass(frozen=True)
class Departure:
    """The program has left the lock-step: `code` is the reason, None where it simply returned.

    `values` fill the reason's message.
    """

    code: str | None
    message: str = ""
    traceback: str = ""
    ended: Ended | None = None
    values: dict[str, object] = field(default_factory=dict)


class HostError(RuntimeError):
    """The robot's side failed before the program's code began; `code` is the reason."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class Peer:
    """Speaks the wire format with a controller process, and trusts nothing that it says."""

    def __init__(self, process: ControllerProcess, topics: int) -> None:
        self.process = process
        self._stream: Any = process.stream
        self._topics = topics
        self._limits = process.limits
        self._begun = False
        self._waited_s = 0.0
        self._second = 0
        self._messages = 0
        self._bytes = 0

    def start(self, setup: Setup, limit_s: float) -> Idle | Departure:
        """Send SETUP and wait until the program first waits, `limit_s` from where it begins.

        Raises `HostError`.
        """
        look_now_and_then(self._stream)
        heard = self._converse(HOST_S, (Kind.SETUP, wire.pack_setup(setup)), starting=True)
        if isinstance(heard, Departure):
            raise self._not_ready(heard)
        self._begun = True
        idle = self._answered(self._converse(limit_s, starting=True))
        return idle if isinstance(idle, Departure) else self._counted(idle, 0)

    def exchange(self, tick: Tick, limit_s: float) -> Idle | Departure:
        """Send what happened, and wait until every thread of the program waits again."""
        heard = self._answered(self._converse(limit_s, (Kind.TICK, wire.pack_tick(tick))))
        return heard if isinstance(heard, Departure) else self._counted(heard, tick.now_ns)

    def stop(self, grace_s: float) -> Departure | None:
        """Interrupt the program as Ctrl-C would; after `grace_s` it is killed.

        Tells how it left; None where it did without a word.
        """
        try:
            left = self._converse(grace_s, (Kind.STOP, b""))
        finally:
            self.process.end(grace_s)
        if not isinstance(left, Departure):
            return None
        if left.code in ("stuck", "blocked"):
            message = f"it was killed {grace_s:g} s after Ctrl-C, and had not ended"
            return Departure("failed_at_end", message, left.traceback)
        return left if left.ended else None

    def divided(self) -> Departure | None:
        """Whether the program has nodes in another process, which follow no simulated time."""
        elsewhere = self.process.nodes_elsewhere()
        return Departure("nodes_in_children", elsewhere) if elsewhere else None

    def _answered(self, heard: Idle | Departure | None) -> Idle | Departure:
        assert heard is not None  # READY is understood once only
        return heard

    def _not_ready(self, departure: Departure) -> HostError:
        """Nothing of the student has run yet, so whatever went wrong is not the student's."""
        if departure.code == "discovery_failed":
            return HostError(departure.code, departure.message)
        if "limit" in departure.values:
            problem = (
                f"limits: {departure.code} ({departure.message}) before the program's code began"
            )
            return HostError("mission_invalid", problem)
        said = plain(self.process.output.text).strip().rpartition("\n")[2][:300]
        how = departure.message or departure.code or "it returned"
        problem = f"the robot's side ended before the program's code began: {how}"
        return HostError("internal_error", f"{problem}; {said}" if said else problem)

    def _converse(
        self, limit_s: float, told: tuple[Kind, bytes] | None = None, starting: bool = False
    ) -> Idle | Departure | None:
        """Tell the program something, if anything; what it says then, None where it is READY."""
        left_s = self._limits.wall_s - self._waited_s
        stream = Patience(self._stream, self.process, limit_s, left_s)
        try:
            stream.require_time()
            if told is not None:
                with contextlib.suppress(ConnectionError):  # it is gone: reading tells how
                    wire.write(stream, *told)
            frame = wire.read(stream, self._limits.exchange_kib * 1024)
            if frame is None:
                return self._gone()
            return self._understood(*frame)
        except Stuck as stuck:
            return self._stuck(stuck, limit_s, starting)
        except Overdue as overdue:
            waited_s = self._waited_s + overdue.waited_s - overdue.delayed_s
            limit, reached = f"{self._limits.wall_s:g} s", f"{waited_s:.1f} s"
            return self.broke(Breach("wall_limit", limit, reached))
        except wire.FrameTooLongError as error:
            limit, reached = f"{self._limits.exchange_kib} KiB", f"{error.size / 1024:.0f} KiB"
            return self.broke(Breach("message_size", limit, reached))
        except wire.WireError as error:
            return self._or_broken(Departure("protocol_error", str(error)))
        except OSError:
            return self._gone()
        finally:
            self._waited_s += stream.waited_s

    def _understood(self, kind: Kind, body: bytes) -> Idle | Departure | None:
        """Raises `WireError` on what the grader does not listen to."""
        if not self._begun and kind is not Kind.ENDED:
            if kind is not Kind.READY or body:
                raise wire.WireError(f"{kind.name} came in the place of READY")
            return None
        if kind is Kind.ENDED:
            if len(body) > MAX_ENDED_BYTES:
                raise wire.WireError(f"an ENDED frame of {len(body)} bytes")
            return self._or_broken(self._ended(wire.unpack_ended(body)))
        if kind is not Kind.IDLE:
            raise wire.WireError(f"{kind.name} is not for the grader")
        idle = wire.unpack_idle(body)
        for topic, _ in idle.commands:
            if topic >= self._topics:
                raise wire.WireError(f"topic {topic} is unknown, there are {self._topics}")
        return idle

    def _counted(self, idle: Idle, now_ns: int) -> Idle | Departure:
        """Count messages by the second of simulated time that they are sent in."""
        if idle.commands:
            second = now_ns // 1_000_000_000
            if second != self._second:
                self._second, self._messages = second, 0
            self._messages += len(idle.commands)
            if self._messages > self._limits.messages_per_s:
                limit = str(self._limits.messages_per_s)
                return self.broke(Breach("message_rate", limit, str(self._messages)))
            self._bytes += sum(len(data) for _, data in idle.commands)
            if self._bytes > self._limits.commands_mib * MIB:
                limit, reached = f"{self._limits.commands_mib} MiB", f"{self._bytes / MIB:.1f} MiB"
                return self.broke(Breach("message_volume", limit, reached))
        return idle

    def broke(self, breach: Breach) -> Departure:
        """The departure of a program that broke a limit; it is killed."""
        self.process.end()
        values: dict[str, object] = {"limit": breach.limit, "reached": breach.reached}
        return Departure(breach.code, f"{breach.reached}, limit {breach.limit}", values=values)

    def _or_broken(self, departure: Departure) -> Departure:
        """A broken limit explains what came of it."""
        breach = self.process.breach()
        return departure if breach is None else self.broke(breach)

    def _gone(self) -> Departure:
        """The stream has ended without a word: the process tells why."""
        alive = self.process.wait(GONE_S) is None
        status = self.process.end()
        departure = Departure("exited", f"status {status}")
        if alive:
            departure = Departure("protocol_error", "its connection to the robot was closed")
        elif status < 0:
            name = _signal_name(-status)
            departure = Departure("killed_by_signal", name, self.process.output.text[-4000:])
        return self._or_broken(departure)

    def _ended(self, ended: Ended) -> Departure:
        who = f" ({ended.program})" if ended.program else ""
        if ended.how == "raised":
            values = refused_by_kernel(ended.message, self._limits, self.process.walled)
            code = str(values.pop("code", _kind_of_error(ended.message)))
            return Departure(code, ended.message + who, ended.traceback, ended, values)
        if ended.how in FOUND:
            return Departure(FOUND[ended.how], ended.message + who, ended.traceback, ended)
        if ended.how == "unseen":
            if self._begun:
                raise wire.WireError("an ENDED frame tells what only the robot's side can tell")
            return Departure("discovery_failed", ended.message, ended=ended)
        if ended.how == "killed":
            return Departure("killed_by_signal", ended.message + who, ended=ended)
        if ended.how == "exited" and ended.status:
            return Departure("exited", f"status {ended.status}{who}", ended=ended)
        return Departure(None, ended=ended)

    def _stuck(self, stuck: Stuck, limit_s: float, starting: bool) -> Departure:
        values: dict[str, object]
        text, divided = self._place(), self.divided()
        self.process.end()
        if divided is not None and not stuck.busy:
            return divided
        if not stuck.busy:
            spent_s = f"{stuck.spent_s:.0f}"
            values = {"limit_s": limit_s * BLOCKED_FACTOR}
            return Departure("blocked", spent_s, _stack(text), values=values)
        message = f"used {stuck.spent_s:.1f} s of CPU time, the limit is {limit_s:g} s"
        code = "start_up_timeout" if starting else "stuck"
        values = {"reached_s": stuck.spent_s}
        return self._or_broken(Departure(code, message, _stack(text), values=values))

    def _place(self) -> str:
        """What a stuck program prints of where it is; one that is stuck below Python says less."""
        output, text = self.process.output, ""
        before = len(output.text)
        self.process.signal(signal.SIGUSR1)
        began_s = said_s = time.monotonic()
        while time.monotonic() - began_s < TELL_S and wire.THREADS[1] not in text:
            time.sleep(0.02)
            if (now := output.text[before:]) != text:
                text, said_s = now, time.monotonic()
            elif text and time.monotonic() - said_s > PAUSE_S:
                break
        return text


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return str(number)  # those for real time have no names


def _kind_of_error(message: str) -> str:
    if NOBODY_THERE.match(message):
        return "nobody_there"
    failed_import = re.match(r"(ModuleNotFoundError|ImportError)\b", message)
    return "import_error" if failed_import else "crashed"


def _stack(text: str) -> str:
    """Where each thread of the program is, as it told; or the frames of a fault handler's dump."""
    _, _, told = text.partition(wire.THREADS[0])
    if told:
        return told.partition(wire.THREADS[1])[0].strip()
    lines = [
        line
        for line in text.splitlines()
        if line.lstrip().startswith("File ") and "/atelier_lockstep/" not in line
    ]
    return "\n".join(lines[:40])
