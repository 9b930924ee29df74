"""Frames of strangers: whatever the bytes, the peer answers with what it declares, in its bounds."""

from __future__ import annotations

import json
import tracemalloc

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from atelier_grader.controller.launching import _answer
from atelier_grader.controller.peer import HostError
from atelier_grader.controller.submission_error import SubmissionError
from atelier_lockstep import wire
from atelier_lockstep.wire import HEADER, IDLE, MESSAGE, Ended, Idle, Kind, Program, Setup

from .drive import LIMITS, TYPES, Bytes, check, hear, ready

EXAMPLES = settings(max_examples=150)
MEMORY_BYTES = 4 * 2**20

numbers = st.one_of(st.sampled_from([0, 1, 2**16 - 1, 2**31, 2**32 - 1]), st.integers(0, 2**32 - 1))
pieces = st.integers(1, 64)


def frame(kind: int, body: bytes) -> bytes:
    return HEADER.pack(kind, len(body)) + body


def valid_frames() -> st.SearchStrategy[bytes]:
    messages = st.lists(
        st.tuples(st.integers(0, len(TYPES) - 1), st.binary(max_size=80)), max_size=4
    )
    idle = st.builds(
        Idle, st.integers(-(2**63), 2**63 - 1), st.integers(0, 2**64 - 1), messages.map(tuple)
    )
    text = st.text(max_size=20)
    ended = st.builds(
        Ended, st.sampled_from(["returned", "raised", "exited", "killed", "unseen", "looping", "deadlocked", "unfinished"]),
        st.integers(), text, text, st.integers(), st.integers(), st.tuples(text), text,
    )  # fmt: skip
    return st.one_of(
        idle.map(wire.pack_idle).map(lambda body: frame(Kind.IDLE, body)),
        ended.map(wire.pack_ended).map(lambda body: frame(Kind.ENDED, body)),
    )


@EXAMPLES
@given(st.binary(max_size=400), pieces)
@example(b"", 1)
@example(frame(Kind.READY, b""), 3)
def test_any_bytes(data: bytes, piece: int) -> None:
    check(Bytes(ready(data), piece))


@EXAMPLES
@given(st.lists(valid_frames(), max_size=4).map(b"".join), st.data(), pieces)
def test_valid_frames_that_were_changed(data: bytes, draw: st.DataObject, piece: int) -> None:
    changed = bytearray(data)
    for at in draw.draw(st.lists(st.integers(0, max(len(data) - 1, 0)), max_size=4)):
        if changed:
            changed[at] = draw.draw(st.integers(0, 255))
    cut = draw.draw(st.integers(0, len(changed)))
    check(Bytes(ready(bytes(changed[:cut])), piece))


@EXAMPLES
@given(st.integers(0, 255), numbers, numbers, numbers, numbers, st.binary(max_size=99))
def test_lengths_that_lie(
    kind: int, size: int, count: int, topic: int, length: int, body: bytes
) -> None:
    body = IDLE.pack(0, 0, count) + MESSAGE.pack(topic & 0xFFFF, length) + body
    check(Bytes(ready(HEADER.pack(kind, size) + body)))
    check(Bytes(ready(frame(kind, body))))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=9,
)  # fmt: skip


@EXAMPLES
@given(st.sampled_from([*Ended.__dataclass_fields__, "other"]), json_values)
def test_a_farewell_with_anything_in_it(name: str, value: object) -> None:
    fields = json.loads(wire.pack_ended(Ended("raised", 1, "ValueError: x", "trace")))
    fields[name] = value
    check(Bytes(ready(frame(Kind.ENDED, json.dumps(fields).encode()))))


DEEP: list[object] = []
for _ in range(900):
    DEEP = [DEEP]


@pytest.mark.parametrize("name", Ended.__dataclass_fields__)
@pytest.mark.parametrize(
    "value", [10**400, -(10**400), float("inf"), [10**400], [["x", 10**400]], [["x", float("nan")]],
              [DEEP], [[DEEP, 1]], [{}], ["\ud800"], [["\ud800", 1]], "\ud800\x00\x1b[31m"],
)  # fmt: skip
def test_a_farewell_with_what_json_alone_can_say(name: str, value: object) -> None:
    fields = json.loads(wire.pack_ended(Ended("raised", 1, "ValueError: x", "trace")))
    fields[name] = value
    check(Bytes(ready(frame(Kind.ENDED, json.dumps(fields).encode()))))


SCRIPT = Program("drive", "robot.drive", "main", ("drive",))


@EXAMPLES
@given(st.sampled_from(list(Program.__dataclass_fields__)), json_values | st.just(10**400))
@example("delay_s", [])
@example("module", ["robot.drive"])
def test_a_launch_file_that_answers_with_anything(name: str, value: object) -> None:
    """The file is code: it may have written the answer."""
    fields = json.loads(wire.pack_setup(Setup((), (), "", "", (), others=(SCRIPT,))))
    for at in (fields, fields["others"][0]):
        at[name] = value
        body = json.dumps(fields).encode()
        try:
            launched = _answer("x.launch.py", (Kind.SETUP, body), (SCRIPT,))
        except SubmissionError:
            continue
        assert all(0 <= each.delay_s < 1e6 for each in launched.programs)


def test_a_valid_exchange_cut_at_each_byte() -> None:
    whole = frame(Kind.IDLE, wire.pack_idle(Idle(5, 3, ((0, b"abc"), (1, b""))))) + frame(
        Kind.ENDED, wire.pack_ended(Ended("returned"))
    )
    for cut in range(len(whole) + 1):
        idles, left = hear(Bytes(ready(whole[:cut]), 7))
        assert len(idles) == (cut >= whole.index(b"{") - HEADER.size)
        assert left.code == {len(whole): None}.get(cut, left.code)
        assert left.code in (None, "exited", "protocol_error")
        check(Bytes(ready(whole[:cut])))


def test_frames_after_the_end_are_not_heard() -> None:
    end = frame(Kind.ENDED, wire.pack_ended(Ended("exited", 3)))
    idles, left = hear(Bytes(ready(end + frame(Kind.IDLE, wire.pack_idle(Idle(5, 3))) * 9)))
    assert (idles, left.code) == ([], "exited")


@pytest.mark.parametrize(
    ("commands", "code"),
    [
        (((0, b""),) * 201, "message_rate"),
        (((0, bytes(300 * 1024)),), "message_size"),
        (((0, b""),) * 50_000, "message_size"),
        (((len(TYPES), b""),), "protocol_error"),
    ],
)
def test_floods_end_in_the_first_exchange(
    commands: tuple[tuple[int, bytes], ...], code: str
) -> None:
    idles, left = hear(Bytes(ready(frame(Kind.IDLE, wire.pack_idle(Idle(0, 0, commands))))))
    assert (idles, left.code) == ([], code)


@pytest.mark.parametrize("size", [0, LIMITS.exchange_kib * 1024, 2**31, 2**32 - 1])
def test_what_is_announced_costs_no_memory_beyond_the_limit(size: int) -> None:
    tracemalloc.start()
    try:
        check(Bytes(ready(HEADER.pack(Kind.IDLE, size))))
        assert tracemalloc.get_traced_memory()[1] < MEMORY_BYTES
    finally:
        tracemalloc.stop()


@EXAMPLES
@given(st.one_of(st.binary(max_size=50), valid_frames()))
def test_before_the_programs_code_nothing_is_its_fault(data: bytes) -> None:
    """Those bytes come from the robot's side."""
    if data[: HEADER.size] == frame(Kind.READY, b""):
        return
    with pytest.raises(HostError) as caught:
        hear(Bytes(data))
    assert caught.value.code in ("internal_error", "discovery_failed", "mission_invalid")


def test_only_the_robots_side_tells_of_a_network() -> None:
    unseen = frame(Kind.ENDED, wire.pack_ended(Ended("unseen", message="nobody")))
    with pytest.raises(HostError, match="nobody") as caught:
        hear(Bytes(unseen))
    assert caught.value.code == "discovery_failed"
    _, left = hear(Bytes(ready(unseen)))
    assert left.code == "protocol_error"
