"""Coverage-guided fuzzing of the channel, by hand: `make fuzz` (atheris is no dependency).

    python -m grader.test.fuzz frames|cdr CORPUS [libFuzzer's options, as -max_total_time=600]

Valid frames and messages are put into the folder CORPUS to begin with.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

try:
    import atheris
except ImportError:
    sys.exit("expected atheris beside the other packages: pip install atheris")

with atheris.instrument_imports(include=["atelier_lockstep", "atelier_grader", "rosbags"]):
    from atelier_grader.messages import STORE, encode
    from atelier_lockstep import wire

    from .drive import LIMITS, TYPES, Bytes, check, check_message, full, ready


def frames(data: bytes) -> None:
    """The first byte says in which pieces the rest arrives."""
    check(Bytes(ready(data[1:]), 1 + data[0] if data else 1))


def cdr(data: bytes) -> None:
    """The first byte says which type it is."""
    if data:
        check_message(TYPES[data[0] % len(TYPES)], data[1 : LIMITS.message_kib * 1024])


def follow_decoders() -> None:
    """They are made at run time, where no import can be instrumented."""
    for name in list(STORE.cache):
        made = STORE.cache[name]
        STORE.cache[name] = replace(
            made,
            deserialize_cdr_le=atheris.instrument_func(made.deserialize_cdr_le),
            deserialize_cdr_be=atheris.instrument_func(made.deserialize_cdr_be),
        )


def seeds(target: str) -> list[bytes]:
    """What a well-behaved program sends."""
    messages = [(index, encode(full(name))) for index, name in enumerate(TYPES)]
    if target == "cdr":
        return [bytes([index]) + message for index, message in messages]
    idle = wire.pack_idle(wire.Idle(5, 3, tuple(messages[:4])))
    ways = ("returned", "raised", "exited", "killed", "deadlocked", "unseen")
    ends = [wire.pack_ended(wire.Ended(how, 1, "ValueError: x", "trace", 1, 2)) for how in ways]
    heard = wire.HEADER.pack(wire.Kind.IDLE, len(idle)) + idle
    return [
        b"\xff" + heard + wire.HEADER.pack(wire.Kind.ENDED, len(end)) + end
        for end in (*ends, b"[]")
    ]


if __name__ == "__main__":
    targets = {"frames": frames, "cdr": cdr}
    if len(sys.argv) < 3 or sys.argv[1] not in targets:
        sys.exit(f"expected a target ({' or '.join(targets)}) and a folder")
    name = sys.argv.pop(1)
    corpus = Path(sys.argv[1])
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds(name)):
        (corpus / f"seed-{number}").write_bytes(seed)
    follow_decoders()
    atheris.Setup(sys.argv, targets[name])
    atheris.Fuzz()
