"""The grader's end of the channel over bytes that somebody else has written."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from atelier_grader.controller.peer import Departure, Peer
from atelier_grader.messages import STORE, MessageError, decode, new
from atelier_grader.mission.limits import Limits
from atelier_grader.mission.load import find_mission
from atelier_grader.report.reasons import fault_of
from atelier_grader.session import Run
from atelier_grader.trial import Job, submission_reasons
from atelier_lockstep.wire import HEADER, Idle, Kind, Setup, Tick

TYPES = (
    "geometry_msgs/msg/Twist",
    "std_msgs/msg/String",
    "trajectory_msgs/msg/JointTrajectory",
    "sensor_msgs/msg/JointState",
    "diagnostic_msgs/msg/DiagnosticArray",
    "actuator_msgs/msg/Actuators",
    "sensor_msgs/msg/Image",
    "tf2_msgs/msg/TFMessage",
)
"""Numbers, texts, sequences of both, and sequences of messages that hold sequences."""

LIMITS = Limits(message_kib=64, exchange_kib=256, messages_per_s=200)
MISSION = find_mission("line_following")


@dataclass
class Bytes:
    """A stream that holds all there will ever be, in pieces of at most `piece` bytes."""

    data: bytes
    piece: int = 2**20
    at: int = 0
    longest: int = 0

    def recv_into(self, buffer: memoryview) -> int:
        self.longest = max(self.longest, len(buffer))
        chunk = self.data[self.at : self.at + min(self.piece, len(buffer))]
        buffer[: len(chunk)] = chunk
        self.at += len(chunk)
        return len(chunk)

    def send(self, data: memoryview) -> int:
        return len(data)

    def setsockopt(self, *option: object) -> None:
        pass


class Said:
    text = "what it printed"


@dataclass
class Process:
    """A program that has written its bytes and is gone."""

    stream: Bytes
    limits: Limits = LIMITS
    output: Said = field(default_factory=Said)
    walled: bool = True

    def cpu_s(self) -> float:
        return 0.0

    def wants_cpu(self) -> bool:
        return False

    def nodes_elsewhere(self) -> str:
        return ""

    def starved_s(self) -> float:
        return 0.0

    def delayed_s(self) -> float:
        return 0.0

    def breach(self) -> None:
        return None

    def wait(self, timeout_s: float) -> int:
        return 0

    def end(self, grace_s: float = 0.0) -> int:
        return 0

    def signal(self, number: int) -> None:
        pass


def ready(data: bytes) -> bytes:
    """The bytes of a program, after those of the robot's side."""
    return HEADER.pack(Kind.READY, 0) + data


def hear(stream: Bytes) -> tuple[list[Idle], Departure]:
    """All that a peer makes of a stream; a stream that ends always ends in a departure."""
    process: Any = Process(stream)
    peer = Peer(process, len(TYPES))
    idles: list[Idle] = []
    heard = peer.start(Setup((), (), "", "", ()), 1.0)
    now_ns = 0
    while isinstance(heard, Idle):
        idles.append(heard)
        now_ns += 2_000_000
        heard = peer.exchange(Tick(now_ns), 1.0)
    return idles, heard


def check(stream: Bytes) -> None:
    """What must hold of any bytes: bounded, no exception, and whatever comes is the program's."""
    idles, left = hear(stream)
    assert stream.longest <= LIMITS.exchange_kib * 1024
    for idle in idles:
        for topic, cdr in idle.commands:
            check_message(TYPES[topic], cdr)
    job = Job(MISSION, None, 1)
    run = Run(departure=left, started=bool(idles))
    for reason in submission_reasons(run, job):
        assert fault_of(reason.code) != "ours", reason
        assert reason.model_dump_json()


def check_message(type_name: str, cdr: bytes) -> None:
    """Decoded or refused; what is decoded is no larger than its bytes allow."""
    try:
        decode(type_name, cdr, LIMITS.message_kib * 1024)
    except MessageError:
        pass


def full(type_name: str) -> Any:
    """A message of the type with one element in each of its sequences."""
    message = new(type_name)
    for name, (kind, detail) in STORE.fielddefs[type_name][1]:
        if kind.name == "SEQUENCE":
            inner_kind, inner = detail[0]
            empty = getattr(message, name)
            if inner_kind.name == "NAME":
                setattr(message, name, [full(inner)])
            elif isinstance(empty, np.ndarray):
                setattr(message, name, np.ones(1, empty.dtype))
            else:
                setattr(message, name, ["text"])
        elif kind.name == "NAME":
            setattr(message, name, full(detail))
    return message
