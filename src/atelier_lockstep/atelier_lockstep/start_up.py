"""When the programs of a paced run have started: simulated time begins then."""

from __future__ import annotations

import os
from dataclasses import dataclass

HERTZ = os.sysconf("SC_CLK_TCK")

QUIET_S = 0.1
"""How long nodes and topics must stay the same, and programs wait."""

BUSY_S = 3.0
"""How long nodes and topics must stay the same where a program does not wait, but polls."""


@dataclass(frozen=True)
class Load:
    """What processes have computed so far, s, and whether one of them computes now."""

    cpu_s: float
    running: bool


class StartUp:
    """Looks at a starting program again and again."""

    def __init__(self) -> None:
        self._graph: object = None
        self._cpu_s = 0.0
        self._changed_s = self._busy_s = 0.0

    def settled(self, now_s: float, graph: object, load: Load) -> bool:
        """Whether `graph` has stayed the same and the program has waited for long enough."""
        if graph != self._graph:
            self._graph, self._changed_s, self._busy_s = graph, now_s, now_s
        if load.running or load.cpu_s > self._cpu_s + 1 / HERTZ:
            self._cpu_s, self._busy_s = load.cpu_s, now_s
        return now_s - self._busy_s >= QUIET_S or now_s - self._changed_s >= BUSY_S


def load_of(pids: list[int]) -> Load:
    """Of these processes and their ended children; `running` looks at main threads alone."""
    ticks, running = 0, False
    for pid in pids:
        try:
            with open(f"/proc/{pid}/stat", encoding="utf-8") as stat:
                fields = stat.read().rpartition(")")[2].split()
        except OSError:
            continue  # it has ended
        ticks += sum(map(int, fields[11:15]))
        running = running or fields[0] == "R"
    return Load(ticks / HERTZ, running)
