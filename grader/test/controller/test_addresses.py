"""Sets of objects have the same order in every run."""

from __future__ import annotations

import ctypes
import subprocess
import sys
from pathlib import Path

import pytest

from atelier_grader.controller.addresses import ADDR_NO_RANDOMIZE, ASK, same_addresses

personality = ctypes.CDLL(None).personality

ORDER = """
class Thing: pass
things = {setattr(thing, "n", i) or thing for i, thing in enumerate(Thing() for _ in range(50))}
print([thing.n for thing in things], id(things))
"""


def order() -> str:
    return subprocess.run(
        [sys.executable, "-c", ORDER], check=True, capture_output=True, text=True
    ).stdout


def test_what_is_started_within_has_the_same_addresses() -> None:
    with same_addresses():
        if not personality(ASK) & ADDR_NO_RANDOMIZE:
            pytest.skip("this machine lets nobody choose")
        first, second = order(), order()
    assert first
    assert first == second


def test_what_is_started_later_has_addresses_of_its_own() -> None:
    before = personality(ASK)
    with same_addresses():
        pass
    assert personality(ASK) == before
    if (
        before & ADDR_NO_RANDOMIZE
        or Path("/proc/sys/kernel/randomize_va_space").read_text() == "0\n"
    ):
        pytest.skip("addresses are the same for everybody here")
    assert order() != order()
