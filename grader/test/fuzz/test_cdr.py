"""CDR of strangers: decoded, or refused with `MessageError`, in time and memory that is bounded."""

from __future__ import annotations

import struct
import time
import tracemalloc
from math import inf, nan
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from atelier_grader.messages import MessageError, decode, encode

from .drive import LIMITS, TYPES, check_message, full

EXAMPLES = settings(max_examples=150)
LE, BE = b"\0\1\0\0", b"\0\0\0\0"
MAX_BYTES = LIMITS.message_kib * 1024
FACTOR = 60
"""Bytes of memory for each byte of a message, at most."""


@EXAMPLES
@given(st.sampled_from(TYPES), st.sampled_from([LE, BE, b""]), st.binary(max_size=300))
def test_any_bytes(type_name: str, head: bytes, body: bytes) -> None:
    check_message(type_name, head + body)


@EXAMPLES
@given(st.sampled_from(TYPES), st.data())
def test_valid_messages_that_were_changed(type_name: str, draw: st.DataObject) -> None:
    cdr = bytearray(encode(full(type_name)))
    for at in draw.draw(st.lists(st.integers(0, len(cdr) - 4), max_size=3)):
        value = draw.draw(st.sampled_from([0, 1, 2**31 - 1, 2**31, 2**32 - 1]))
        cdr[at : at + 4] = struct.pack("<I", value)
    check_message(type_name, bytes(cdr[: draw.draw(st.integers(0, len(cdr)))]))


@pytest.mark.parametrize("type_name", TYPES)
def test_every_cut_is_refused(type_name: str) -> None:
    """Up to three bytes of padding may be missing or follow."""
    cdr = encode(full(type_name))
    assert decode(type_name, cdr) is not None
    for cut in range(len(cdr) - 4):
        with pytest.raises(MessageError):
            decode(type_name, cdr[:cut])


@pytest.mark.parametrize("type_name", TYPES)
@pytest.mark.parametrize("value", [nan, inf, -inf])
def test_no_number_that_is_none_passes(type_name: str, value: float) -> None:
    """Each place of eight or four bytes that holds one, however deep."""
    cdr = encode(full(type_name))
    places = [
        (at, code)
        for code, step in (("<d", 8), ("<f", 4))
        for at in range(4, len(cdr) - step + 1, step)
    ]
    for at, code in places:
        changed = bytearray(cdr)
        struct.pack_into(code, changed, at, value)
        try:
            message = decode(type_name, bytes(changed))
        except MessageError:
            continue
        assert not any(map(np.isinf, floats(message)))
        assert not any(map(np.isnan, floats(message)))


def floats(value: Any) -> list[float]:
    """Every floating-point number in a message, found without the code under test."""
    if isinstance(value, float):
        return [value]
    if isinstance(value, np.ndarray):
        return [float(each) for each in value.ravel()] if value.dtype.kind == "f" else []
    if isinstance(value, list):
        return [number for each in value for number in floats(each)]
    return [number for each in getattr(value, "__dict__", {}).values() for number in floats(each)]


HUGE = {
    "points of a trajectory": ("trajectory_msgs/msg/JointTrajectory", 12, 40),
    "names of joints": ("sensor_msgs/msg/JointState", 12, 8),
    "transforms": ("tf2_msgs/msg/TFMessage", 0, 80),
    "states with texts": ("diagnostic_msgs/msg/DiagnosticArray", 12, 20),
}


@pytest.mark.parametrize("name", HUGE)
@pytest.mark.parametrize("fill", [b"\0", b"\1\0\0\0\0", b"\xff"])
def test_counts_cost_no_more_than_their_bytes(name: str, fill: bytes) -> None:
    type_name, before, element = HUGE[name]
    for count in (MAX_BYTES // element, 2**31, 2**32 - 1):
        body = LE + bytes(before) + struct.pack("<I", count)
        cdr = body + (fill * MAX_BYTES)[: MAX_BYTES - len(body)]
        began_s = time.process_time()
        tracemalloc.start()
        try:
            check_message(type_name, cdr)
            assert tracemalloc.get_traced_memory()[1] < FACTOR * MAX_BYTES
        finally:
            tracemalloc.stop()
        assert time.process_time() - began_s < 5


@pytest.mark.parametrize(
    "body",
    [b"\4\0\0\0abcd", b"\0\0\0\0", b"\3\0\0\0\xff\xfe\0", b"\xff\xff\xff\xffabc\0", b"\5\0\0\0abc"],
)
def test_texts_that_are_none(body: bytes) -> None:
    """Without a NUL, without a length, bad UTF-8, longer than the message."""
    with pytest.raises(MessageError, match="no such message"):
        decode("std_msgs/msg/String", LE + body)


def test_too_large_is_refused_before_it_is_read() -> None:
    with pytest.raises(MessageError, match=f"over the limit of {MAX_BYTES}"):
        decode("std_msgs/msg/String", LE + bytes(MAX_BYTES), MAX_BYTES)
