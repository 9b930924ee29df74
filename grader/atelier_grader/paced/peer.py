"""The grader's end of a paced run: the exchange of the lock-step, at the pace of the wall clock."""

from __future__ import annotations

from dataclasses import dataclass, replace

from atelier_lockstep.wire import Idle, Setup, Tick

from ..controller.peer import Departure, Peer
from ..controller.process import ControllerProcess
from .pace import Pace

PERIOD_NS = 10_000_000
"""`/clock` and commands cross at least this often."""

HOST = "atelier_lockstep.paced"


@dataclass(frozen=True)
class Paced:
    """That a run is paced, how, and the environment of its robot and programs."""

    pace: Pace
    environment: dict[str, str]


class PacedPeer(Peer):
    """Asks for the next moment in `PERIOD_NS` at most, and lets it come when it is due."""

    def __init__(self, process: ControllerProcess, topics: int, pace: Pace) -> None:
        super().__init__(process, topics)
        self._pace = pace

    def start(self, setup: Setup, limit_s: float) -> Idle | Departure:
        heard = super().start(setup, limit_s)
        self._pace.wait_until(0)
        return _soon(heard, 0)

    def exchange(self, tick: Tick, limit_s: float) -> Idle | Departure:
        self._pace.wait_until(tick.now_ns)
        return _soon(super().exchange(tick, limit_s), tick.now_ns)


def _soon(heard: Idle | Departure, now_ns: int) -> Idle | Departure:
    return replace(heard, next_wakeup_ns=now_ns + PERIOD_NS) if isinstance(heard, Idle) else heard
