"""A grader of a few lines: a robot that echoes time, on the other end of a real host process."""

from __future__ import annotations

import hashlib
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from rclpy.serialization import deserialize_message, serialize_message
from std_msgs.msg import Float64

from atelier_lockstep import wire
from atelier_lockstep.wire import Ended, Idle, Kind, Program, Setup, Tick, Topic

STEP_NS = 2_000_000
TOPICS = (
    Topic("/range", "std_msgs/msg/Float64", to_controller=True),
    Topic("/speed", "std_msgs/msg/Float64", to_controller=False),
)


@dataclass
class Driven:
    """What a program did: its commands as (time_s, value), how it ended, what it printed."""

    commands: list[tuple[float, float]] = field(default_factory=list)
    idles: int = 0
    now_s: float = 0.0
    ended: Ended | None = None
    output: str = ""
    status: int | None = None
    digest: str = ""

    @property
    def times(self) -> list[float]:
        return [time_s for time_s, _ in self.commands]


Drive = Callable[..., Driven]


@pytest.fixture
def drive(tmp_path: Path) -> Drive:
    """`drive(source, seconds)` runs a program; `/range` tells the time each 0.1 s."""

    def run(source: str, seconds: float = 2.0, **options: Any) -> Driven:
        (tmp_path / "program.py").write_text(dedent(source))
        return _drive(tmp_path, seconds, **options)

    return run


def _drive(
    folder: Path,
    seconds: float,
    period_ns: int = 100_000_000,
    programs: tuple[Program, ...] = (Program("program", "program", "main", ("program",)),),
) -> Driven:
    here, there = socket.socketpair()
    here.settimeout(240)
    host = subprocess.Popen(
        [sys.executable, "-m", "atelier_lockstep.host", str(there.fileno())],
        pass_fds=[there.fileno()],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=os.environ | {"PYTHONHASHSEED": "0", "ROS_LOG_DIR": str(folder)},
    )
    there.close()
    try:
        driven = _exchange(here, folder, seconds, period_ns, programs)
    finally:
        here.close()
        try:
            output = host.communicate(timeout=120)[0]
        except subprocess.TimeoutExpired:
            host.kill()
            output = host.communicate()[0]
    driven.output, driven.status = output, host.returncode
    return driven


def _exchange(
    here: socket.socket,
    folder: Path,
    seconds: float,
    period_ns: int,
    programs: tuple[Program, ...],
) -> Driven:
    driven = Driven()
    digest = hashlib.sha256()
    first, *others = programs
    setup = Setup(
        TOPICS,
        first.argv,
        first.module,
        first.function,
        (str(folder),),
        others=tuple(others),
    )
    wire.write(here, Kind.SETUP, wire.pack_setup(setup))
    now_ns, next_ns, stopped = 0, period_ns, False
    while (frame := wire.read(here)) is not None:
        kind, body = frame
        if kind is Kind.READY:
            continue
        if kind is Kind.ENDED:
            driven.ended = wire.unpack_ended(body)
            continue
        idle: Idle = wire.unpack_idle(body)
        driven.idles += 1
        for _, data in idle.commands:
            digest.update(b"%d" % now_ns + data)
            driven.commands.append((now_ns / 1e9, deserialize_message(data, Float64).data))
        if now_ns >= seconds * 1e9:
            assert not stopped, "the program asks for time after STOP"
            wire.write(here, Kind.STOP, b"")
            stopped = True
            continue
        until_ns = min(next_ns, idle.next_wakeup_ns)
        now_ns = max(now_ns + STEP_NS, -(-until_ns // STEP_NS) * STEP_NS)
        messages: tuple[tuple[int, bytes], ...] = ()
        if now_ns >= next_ns:
            next_ns += period_ns
            if idle.listened & 1:
                messages = ((0, serialize_message(Float64(data=now_ns / 1e9))),)
        wire.write(here, Kind.TICK, wire.pack_tick(Tick(now_ns, messages)))
    driven.now_s, driven.digest = now_ns / 1e9, digest.hexdigest()
    return driven
