"""The frame format: what is written is read, and nothing else is."""

from __future__ import annotations

import socket

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from atelier_lockstep import wire
from atelier_lockstep.wire import Ended, Idle, Kind, Setup, Tick, Topic, WireError

# A busy machine is slow; what is tried is the same each time.
EXAMPLES = settings(
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)

times = st.integers(0, wire.NEVER_NS)
messages = st.lists(st.tuples(st.integers(0, 2**16 - 1), st.binary(max_size=50)), max_size=5).map(
    tuple
)
counts = st.integers(0, 2**64 - 1)


@EXAMPLES
@given(st.builds(Idle, times, counts, messages))
def test_idle_is_read_as_written(idle: Idle) -> None:
    assert wire.unpack_idle(wire.pack_idle(idle)) == idle


@EXAMPLES
@given(st.builds(Tick, times, messages))
def test_tick_is_read_as_written(tick: Tick) -> None:
    assert wire.unpack_tick(wire.pack_tick(tick)) == tick


def test_setup_and_ended_are_read_as_written() -> None:
    setup = Setup((Topic("/scan", "a/msg/B", True),), ("x", "y"), "m", "f", ("/p",), 3.0)
    ended = Ended("raised", 1, "ValueError: é", "trace", 2, 3, ("/a",))
    assert wire.unpack_setup(wire.pack_setup(setup)) == setup
    assert wire.unpack_ended(wire.pack_ended(ended)) == ended


@EXAMPLES
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    for unpack in (wire.unpack_idle, wire.unpack_tick, wire.unpack_setup, wire.unpack_ended):
        try:
            unpack(body)
        except WireError:
            pass


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "has 0 bytes, fewer than 20"),
        (wire.IDLE.pack(0, 0, 1), "ends inside a message header"),
        (wire.IDLE.pack(0, 0, 1) + wire.MESSAGE.pack(0, 9), "ends inside a message"),
        (wire.IDLE.pack(0, 0, 0) + b"xy", "2 bytes follow the last message"),
    ],
)
def test_a_broken_idle_is_refused(body: bytes, said: str) -> None:
    with pytest.raises(WireError, match=said):
        wire.unpack_idle(body)


@pytest.mark.parametrize(
    "body",
    [
        b"[]",
        b"{}",
        b'{"how": 1}',
        b"\xff",
        b"[" * 100_000,
        wire.pack_ended(Ended("raised")).replace(b'"status": 0', b'"status": true'),
    ],
)
def test_a_broken_ended_is_refused(body: bytes) -> None:
    with pytest.raises(WireError):
        wire.unpack_ended(body)


def pair() -> tuple[socket.socket, socket.socket]:
    here, there = socket.socketpair()
    here.settimeout(5)
    return here, there


def test_frames_cross_a_socket() -> None:
    here, there = pair()
    with here, there:
        wire.write(there, Kind.IDLE, b"abc")
        wire.write(there, Kind.STOP, b"")
        there.close()
        assert wire.read(here) == (Kind.IDLE, b"abc")
        assert wire.read(here) == (Kind.STOP, b"")
        assert wire.read(here) is None


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\x63\0\0\0\0", "frame kind 99 is unknown"),
        (wire.HEADER.pack(Kind.IDLE, 2**31), "a IDLE frame of 2147483648 bytes is over the limit"),
        (wire.HEADER.pack(Kind.IDLE, 5) + b"ab", "ended after 2 of 5 bytes"),
        (b"\x10\0", "ended after 2 of 5 bytes"),
    ],
)
def test_a_broken_stream_is_refused(data: bytes, said: str) -> None:
    here, there = pair()
    with here, there:
        there.sendall(data)
        there.close()
        with pytest.raises(WireError, match=said):
            wire.read(here)
