"""Sets of objects have the same order in every run."""

from __future__ import annotations

import subprocess
import sys

from atelier_grader.controller.addresses import same_addresses

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
        first, second = order(), order()
    assert first
    assert first == second


def test_what_is_started_later_has_addresses_of_its_own() -> None:
    with same_addresses():
        pass
    assert order() != order()
