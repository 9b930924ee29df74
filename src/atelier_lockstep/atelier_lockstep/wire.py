"""The frames that the grader and the controller process exchange over a stream socket.

A frame is one kind byte, a 32-bit little-endian body length, and the body. The grader trusts
nothing that it reads: `read` refuses a frame longer than its limit before it reads the body, and
every `unpack_*` raises `WireError` on a body that is not exactly of its form.
"""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from enum import IntEnum
from typing import Any, Protocol

HEADER = struct.Struct("<BI")
IDLE = struct.Struct("<qQI")
TICK = struct.Struct("<qI")
MESSAGE = struct.Struct("<HI")

NEVER_NS = 2**63 - 1
"""The wakeup time of a program that waits for messages only."""

MAX_FRAME_BYTES = 64 * 2**20

THREADS = "=== threads of the program ===", "=== end of threads ==="
"""The lines around what a stuck program prints of its threads."""


class WireError(Exception):
    """A frame that breaks the format, or a stream that ended inside one."""


class FrameTooLongError(WireError):
    """A frame whose header claims `size` bytes, over the reader's limit."""

    def __init__(self, kind: str, size: int, limit: int) -> None:
        super().__init__(f"a {kind} frame of {size} bytes is over the limit of {limit}")
        self.size = size


class Kind(IntEnum):
    """What a frame says. The first three travel to the controller, the rest to the grader."""

    SETUP = 1
    TICK = 2
    STOP = 3
    IDLE = 16
    ENDED = 17
    READY = 18
    """Without a body: the program's own code begins now, and whatever fails later may be its."""


@dataclass(frozen=True)
class Topic:
    """A topic of the mission's interface, by its ROS name and type.

    `to_controller` is true for sensors; `reliable` and `depth` are the robot side's QoS.
    """

    name: str
    type: str
    to_controller: bool
    reliable: bool = True
    depth: int = 10


@dataclass(frozen=True)
class Program:
    """One program of a submission: calls `module:function`, with `argv` for `sys.argv`, when
    `delay_s` have passed.

    Without a module, `argv` is a command of the machine, which cannot run in lock-step.
    """

    name: str
    module: str
    function: str
    argv: tuple[str, ...]
    delay_s: float = 0.0


@dataclass(frozen=True)
class Setup:
    """What the controller process is told before it starts the program: nothing of the world.

    `others` are further programs of the same submission. Words of a command line that begin with
    `./` are paths in the first folder of `path`. `environment` is for paced runs, and `grace_s` how
    long programs may take there to leave; without `clock` somebody else publishes `/clock`.
    """

    topics: tuple[Topic, ...]
    argv: tuple[str, ...]
    module: str
    function: str
    path: tuple[str, ...]
    start_up_s: float = 20.0
    grace_s: float = 2.0
    others: tuple[Program, ...] = ()
    environment: dict[str, str] = field(default_factory=dict)
    clock: bool = True
    delay_s: float = 0.0

    @property
    def programs(self) -> tuple[Program, ...]:
        """All of them, the first one first; none where there is no `argv`."""
        first = Program("", self.module, self.function, self.argv, self.delay_s)
        named = [replace(first, name=self.argv[0])] if self.argv else []
        return tuple(
            replace(program, argv=tuple(map(self._inside, program.argv)))
            for program in (*named, *self.others)
        )

    def _inside(self, word: str) -> str:
        return f"{self.path[0]}/{word[2:]}" if word.startswith("./") and self.path else word


@dataclass(frozen=True)
class Idle:
    """Every thread of the program waits. `commands` are (topic index, CDR), in sending order.

    `listened` has bit i set when somebody in the program subscribes to `Setup.topics[i]`.
    `next_wakeup_ns` is the simulated time at which a thread or timer wakes, or `NEVER_NS`.
    """

    next_wakeup_ns: int
    listened: int
    commands: tuple[tuple[int, bytes], ...] = ()


@dataclass(frozen=True)
class Tick:
    """Simulated time is now `now_ns`; `messages` are (topic index, CDR), in publishing order."""

    now_ns: int
    messages: tuple[tuple[int, bytes], ...] = ()


@dataclass(frozen=True)
class Ended:
    """How the program's `main` ended: `returned`, `exited` with `status`, `raised`, `interrupted`;
    or that it did not: was `unfinished` some time after it was stopped, or was found `deadlocked`,
    `looping` without time, or `divided` into processes that make nodes.

    `spins` counts the times that an executor looked for work; `unmatched` are topics of the
    program that nobody is at the other end of, `unserved` its services and actions that nobody
    offers. `waiting` tells who waited in vain when the mission was over, and since when, s.
    `program` names it where there are several.
    """

    how: str
    status: int = 0
    message: str = ""
    traceback: str = ""
    nodes: int = 0
    spins: int = 0
    unmatched: tuple[str, ...] = ()
    program: str = ""
    unserved: tuple[str, ...] = ()
    waiting: tuple[tuple[str, float], ...] = ()


class Socket(Protocol):
    """The part of `socket.socket` that frames need."""

    def sendall(self, data: bytes, /) -> None: ...
    def recv_into(self, buffer: memoryview, /) -> int: ...


def write(stream: Socket, kind: Kind, body: bytes) -> None:
    """Send one frame."""
    stream.sendall(HEADER.pack(kind, len(body)) + body)


def read(stream: Socket, limit: int = MAX_FRAME_BYTES) -> tuple[Kind, bytes] | None:
    """Receive one frame; None where the stream ends between two frames.

    Raises `WireError` on an unknown kind, a body over `limit` bytes, or an end inside a frame.
    """
    head = _read_exactly(stream, HEADER.size)
    if head is None:
        return None
    number, size = HEADER.unpack(head)
    try:
        kind = Kind(number)
    except ValueError:
        raise WireError(f"frame kind {number} is unknown") from None
    if size > limit:
        raise FrameTooLongError(kind.name, size, limit)
    body = _read_exactly(stream, size)
    if body is None:
        raise WireError(f"the stream ended inside a {kind.name} frame")
    return kind, bytes(body)


def _read_exactly(stream: Socket, size: int) -> bytearray | None:
    data = bytearray(size)
    view = memoryview(data)
    at = 0
    while at < size:
        count = stream.recv_into(view[at:])
        if count == 0:
            if at == 0:
                return None
            raise WireError(f"the stream ended after {at} of {size} bytes")
        at += count
    return data


def pack_messages(messages: Iterable[tuple[int, bytes]]) -> bytes:
    return b"".join(MESSAGE.pack(topic, len(data)) + data for topic, data in messages)


def unpack_messages(body: bytes, at: int, count: int) -> tuple[tuple[int, bytes], ...]:
    """Read `count` messages from `body` at `at`; they must end where the body does."""
    messages = []
    for _ in range(count):
        if at + MESSAGE.size > len(body):
            raise WireError("a frame ends inside a message header")
        topic, size = MESSAGE.unpack_from(body, at)
        at += MESSAGE.size
        if at + size > len(body):
            raise WireError("a frame ends inside a message")
        messages.append((topic, body[at : at + size]))
        at += size
    if at != len(body):
        raise WireError(f"{len(body) - at} bytes follow the last message of a frame")
    return tuple(messages)


def pack_idle(idle: Idle) -> bytes:
    head = IDLE.pack(idle.next_wakeup_ns, idle.listened, len(idle.commands))
    return head + pack_messages(idle.commands)


def unpack_idle(body: bytes) -> Idle:
    if len(body) < IDLE.size:
        raise WireError(f"an IDLE frame has {len(body)} bytes, fewer than {IDLE.size}")
    wakeup, listened, count = IDLE.unpack_from(body)
    return Idle(wakeup, listened, unpack_messages(body, IDLE.size, count))


def pack_tick(tick: Tick) -> bytes:
    return TICK.pack(tick.now_ns, len(tick.messages)) + pack_messages(tick.messages)


def unpack_tick(body: bytes) -> Tick:
    if len(body) < TICK.size:
        raise WireError(f"a TICK frame has {len(body)} bytes, fewer than {TICK.size}")
    now, count = TICK.unpack_from(body)
    return Tick(now, unpack_messages(body, TICK.size, count))


def pack_setup(setup: Setup) -> bytes:
    return json.dumps(asdict(setup)).encode()


def unpack_setup(body: bytes) -> Setup:
    fields = _unpack_json(body, "SETUP")
    try:
        return Setup(
            topics=tuple(Topic(**topic) for topic in fields.pop("topics")),
            argv=tuple(fields.pop("argv")),
            path=tuple(fields.pop("path")),
            others=tuple(_program(other) for other in fields.pop("others")),
            **fields,
        )
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise WireError(f"a SETUP frame is not of its form: {error}") from None


def _program(fields: dict[str, Any]) -> Program:
    """Raises `TypeError`, `ValueError` and the like on what is not of its form."""
    program = Program(**{**fields, "argv": tuple(map(_text, fields["argv"]))})
    for text in (program.name, program.module, program.function):
        _text(text)
    return replace(program, delay_s=_seconds(program.delay_s))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"expected a text, got {type(value).__name__}")
    return value


def _seconds(value: Any) -> float:
    """A finite number. Raises `TypeError`, `ValueError` or `OverflowError`."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise TypeError(f"expected a number, got {type(value).__name__}")
    if not math.isfinite(value):
        raise ValueError(f"expected a finite number, got {value}")
    return float(value)


def pack_ended(ended: Ended) -> bytes:
    return json.dumps(asdict(ended)).encode()


def unpack_ended(body: bytes) -> Ended:
    fields = _unpack_json(body, "ENDED")
    expected = {"how": str, "status": int, "message": str, "traceback": str,
                "nodes": int, "spins": int, "unmatched": list, "program": str,
                "unserved": list, "waiting": list}  # fmt: skip
    if set(fields) != set(expected) or any(
        type(fields[name]) is not kind for name, kind in expected.items()
    ):
        raise WireError("an ENDED frame is not of its form")
    try:
        for name in ("unmatched", "unserved"):
            fields[name] = tuple(_text(each)[:200] for each in fields[name][:20])
        fields["waiting"] = tuple(
            (_text(where)[:500], _seconds(since_s)) for where, since_s in fields["waiting"][:20]
        )
    except (TypeError, ValueError, OverflowError) as error:
        raise WireError(f"an ENDED frame is not of its form: {error}") from None
    return Ended(**fields)


def _unpack_json(body: bytes, name: str) -> dict[str, Any]:
    try:
        fields = json.loads(body)
    except (ValueError, RecursionError):
        raise WireError(f"the body of a {name} frame is not JSON") from None
    if not isinstance(fields, dict):
        raise WireError(f"the body of a {name} frame is not an object")
    return fields
