"""Programs that speak to the grader past their robot: the channel is parsed as hostile input."""

from __future__ import annotations

from typing import Any

import pytest

from atelier_lockstep import wire

from .conftest import Attack

FRAMES = """
import os, socket, struct, stat
def channel():
    for name in os.listdir("/proc/self/fd"):
        try:
            if stat.S_ISSOCK(os.fstat(int(name)).st_mode):
                found = socket.socket(fileno=os.dup(int(name)))
                if found.family == socket.AF_UNIX and found.getpeername() == "":
                    return found
        except OSError: pass
def frame(kind, body): return struct.pack("<BI", kind, len(body)) + body
def idle(wakeup, *commands, listened=0):
    body = struct.pack("<qQI", wakeup, listened, len(commands))
    for topic, data in commands: body += struct.pack("<HI", topic, len(data)) + data
    return frame(16, body)
def twist(x): return b"\\0\\1\\0\\0" + struct.pack("<6d", x, 0, 0, 0, 0, 0)
"""
"""How a program would speak to the grader past its robot."""


BAD_FRAMES = {
    "unknown kind": ("frame(99, b'')", "protocol_error"),
    "grader's own kind": ("frame(2, b'x' * 12)", "protocol_error"),
    "unknown topic": ("idle(0, (77, twist(1)))", "protocol_error"),
    "too many messages": ("frame(16, struct.pack('<qQI', 0, 0, 2**32 - 1))", "protocol_error"),
    "message beyond the frame": (
        "frame(16, struct.pack('<qQIHI', 0, 0, 1, 0, 2**32 - 1))", "protocol_error"),
    "bytes after the last message": (
        "frame(16, struct.pack('<qQI', 0, 0, 0) + b'x')", "protocol_error"),
    "four gigabytes announced": ("struct.pack('<BI', 16, 2**32 - 1)", "message_size"),
    "deep JSON": ("frame(17, b'[' * 100000)", "protocol_error"),
    "JSON of another form": ("frame(17, b'{\"how\": \"returned\", \"status\": 1e999}')",
                             "protocol_error"),
    "a large farewell": ("frame(17, b'[' + b'0,' * 900000 + b'0]')", "protocol_error"),
    "a huge status": (
        "frame(17, b'{\"how\": \"exited\", \"status\": ' + b'9' * 4000 + b'}')", "protocol_error"),
    "half a frame": ("frame(16, b'x' * 99)[:50]", "protocol_error"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD_FRAMES)
def test_malformed_frames_end_the_program(name: str, attack: Attack) -> None:
    source, code = BAD_FRAMES[name]
    graded = attack(f"{FRAMES}\ndef main():\n    channel().sendall({source})\n    os._exit(0)")
    graded.reason(code)
    assert (graded.result.verdict, graded.result.score) == ("rejected", 0)


def test_bytes_that_drip_in_do_not_hold_the_grader_up(attack: Attack) -> None:
    graded = attack(
        FRAMES
        + "import ctypes\ndef main():\n    there = channel()\n    for byte in idle(0) * 99:\n"
        "        there.send(bytes([byte]))\n        ctypes.CDLL(None).usleep(400000)\n"
    )
    graded.reason("blocked")


def test_a_wakeup_in_the_past_does_not_stop_time(attack: Attack) -> None:
    graded = attack(
        FRAMES + "def main():\n    there = channel()\n    while True:\n"
        "        there.send(idle(-2**63, listened=2**64 - 1))\n"
        "        if not there.recv(2**20): break\n"
    )
    assert (graded.result.verdict, graded.result.seeds[0].sim_time_s) == ("failed", 2.5)


def test_frames_are_as_these_attacks_write_them() -> None:
    made: dict[str, Any] = {}
    exec(FRAMES, made)
    head = wire.HEADER.size
    sent = made["idle"](5, (0, b"ab"), listened=3)
    assert wire.unpack_idle(sent[head:]) == wire.Idle(5, 3, ((0, b"ab"),))
    assert wire.HEADER.unpack(sent[:head]) == (wire.Kind.IDLE, len(sent) - head)
