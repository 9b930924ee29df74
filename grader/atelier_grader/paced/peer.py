"""The grader's end of a paced run: the exchange of the lock-step, at the pace of the wall clock."""

from __future__ import annotations

from collections.abc import Callable
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
    """That a run is paced, how, and the environment of its robot and programs.

    With `all_topics` sensors work whether or not somebody on the network listens. `over` says
    whether whoever looks on has seen enough. Without `clock` the simulator's own bridge tells
    the time. `hear` gets what the program prints as it comes, in a thread of its own.
    """

    pace: Pace
    environment: dict[str, str]
    all_topics: bool = False
    over: Callable[[], bool] = lambda: False
    clock: bool = True
    hear: Callable[[bytes], None] = lambda output: None


class PacedPeer(Peer):
    """Asks for the next moment in `PERIOD_NS` at most, and lets it come when it is due."""

    def __init__(self, process: ControllerProcess, topics: int, paced: Paced) -> None:
        super().__init__(process, topics)
        self._pace = paced.pace
        self._listened = (1 << topics) - 1 if paced.all_topics else 0

    def start(self, setup: Setup, limit_s: float) -> Idle | Departure:
        return self._soon(super().start(setup, limit_s), 0)

    def exchange(self, tick: Tick, limit_s: float) -> Idle | Departure:
        self._pace.wait_until(tick.now_ns)
        return self._soon(super().exchange(tick, limit_s), tick.now_ns)

    def divided(self) -> Departure | None:
        """Here every program is a process of its own."""
        return None

    def _soon(self, heard: Idle | Departure, now_ns: int) -> Idle | Departure:
        if isinstance(heard, Departure):
            return heard
        listened = heard.listened | self._listened
        return replace(heard, next_wakeup_ns=now_ns + PERIOD_NS, listened=listened)
