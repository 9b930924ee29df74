"""What a paced run makes of a program that does not answer."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from atelier_grader.controller import peer as peers
from atelier_grader.controller.patience import Stuck
from atelier_grader.mission.limits import Limits
from atelier_grader.paced.pace import Pace
from atelier_grader.paced.peer import Paced, PacedPeer


def test_a_program_that_stops_the_robots_side_is_blocked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its nodes are in another process, as those of each paced program are."""
    monkeypatch.setattr(peers, "TELL_S", 0.0)
    process: Any = SimpleNamespace(
        stream=None,
        limits=Limits(),
        output=SimpleNamespace(text=""),
        nodes_elsewhere=lambda: "python -m program",
        signal=lambda number: None,
        end=lambda: -9,
    )
    peer = PacedPeer(process, 0, Paced(Pace(), {}))
    assert peer._stuck(Stuck(4.0, busy=False), 0.6, starting=False).code == "blocked"
