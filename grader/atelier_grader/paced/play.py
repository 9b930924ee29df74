"""A mission in real time, on the machine's own ROS topics, for somebody to watch."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from ..controller.submission import Submission
from ..engine.protocol import WorldState
from ..grading import GradeRequest, Grading, result_of
from ..mission.schema import Mission
from ..record.recorder import Recorder
from ..referee.referee import Referee
from ..report.result import Result
from ..sandbox.sandbox import OFF
from ..session import Recorder as Listener
from ..stage import Stage
from ..trial import Job, Trial, run_trial
from .network import network_of
from .pace import Pace
from .peer import Paced

LOOK_NS = 50_000_000
SECOND_NS = 1_000_000_000


@dataclass(frozen=True)
class Glance:
    """How a run stands: `passed` are the checks that have since the last glance, and when (s)."""

    time_s: float
    rtf: float
    x_m: float
    y_m: float
    speed_mps: float
    commands: int
    passed: Mapping[str, float] = field(default_factory=dict)


class View(Protocol):
    """A picture of the world that follows it."""

    def begin(self, stage: Stage) -> None: ...
    def message(self, topic: str, type_name: str, time_ns: int, cdr: bytes) -> None: ...
    def look(self, state: WorldState) -> None: ...


@dataclass
class Play:
    """What to play. Without a submission the robot waits for whoever commands it.

    `say` gets a glance each simulated second and whenever a check passes, `hear` what the
    program prints, in a thread of its own. Set `over` to end.
    """

    mission: Mission
    seed: int
    submission: Submission | None = None
    speed: float = 1.0
    duration_s: float | None = None
    recording: Path | None = None
    view: View | None = None
    say: Callable[[Glance], None] = lambda glance: None
    hear: Callable[[bytes], None] = lambda output: None
    clock: Callable[[], float] = time.monotonic
    over: bool = False
    paced: Paced = field(init=False)

    def __post_init__(self) -> None:
        self.paced = Paced(
            Pace(self.speed),
            network_of(os.environ),
            self.view is not None,
            lambda: self.over,
            hear=self.hear,
        )
        self._told: set[str] = set()
        self._glance: Glance | None = None
        self._next_ns = SECOND_NS
        self._last: tuple[float, int] | None = None
        self._rtf = 0.0
        self._commands = 0
        self._recorder: Recorder | None = None

    @property
    def began(self) -> bool:
        """Whether simulated time has begun."""
        return self._last is not None

    def run(self) -> Trial:
        """Play to the end: checks decided, time limit, `duration_s`, or `over`."""
        mission = self.mission
        if self.duration_s is not None:
            mission = mission.model_copy(update={"time_limit_s": self.duration_s})
        job = Job(mission, self.submission, self.seed, self.recording, "paced")
        trial = run_trial(job, audience=self)
        if self._glance is not None and (passed := self._newly_passed()):
            self.say(replace(self._glance, passed=passed))
        return trial

    def result(self, trial: Trial) -> Result:
        """What `run` returned as the result of a paced grading of one seed."""
        source = self.submission.name if self.submission else ""
        request = GradeRequest(source, self.mission.id, Path(), (self.seed,), mode="paced")
        grading = Grading(request, self.mission, self.submission, "paced", OFF, [trial])
        return result_of(grading, trial.timings.wall_s, trial.cpu_s)

    def enter(self, stage: Stage, referee: Referee, recorder: Recorder | None) -> Listener:
        self._referee = referee
        self._recorder = recorder
        self._sent = {
            entry.ros_topic for entry in stage.bridge.entries if entry.from_ros and not entry.to_ros
        }
        if self.view is not None:
            self.view.begin(stage)
        stage.engine.observe(LOOK_NS, self._look)
        return self

    def message(self, topic: str, type_name: str, time_ns: int, cdr: bytes) -> None:
        """Take down what crosses the bridge."""
        self._commands += topic in self._sent
        if self._recorder is not None:
            self._recorder.message(topic, type_name, time_ns, cdr)
        if self.view is not None:
            self.view.message(topic, type_name, time_ns, cdr)

    def truth(self, state: WorldState) -> None:
        if self._recorder is not None:
            self._recorder.truth(state)

    def _look(self, state: WorldState) -> bool:
        if self.view is not None:
            self.view.look(state)
        if state.now_ns == 0:
            return False
        if self._last is None:
            self._last = self.clock(), state.now_ns
        passed = self._newly_passed()
        if passed or state.now_ns >= self._next_ns:
            if state.now_ns >= self._next_ns:
                self._next_ns += SECOND_NS
                self._measure(state.now_ns)
            self._glance = self._glance_at(state, passed)
            self.say(self._glance)
        return False

    def _newly_passed(self) -> dict[str, float]:
        passed_ns = self._referee.passed_ns
        passed = {name: passed_ns[name] / 1e9 for name in passed_ns if name not in self._told}
        self._told.update(passed)
        return passed

    def _measure(self, now_ns: int) -> None:
        """Simulated over wall time since the last measurement."""
        assert self._last is not None
        wall_s, (before_s, before_ns) = self.clock(), self._last
        if wall_s > before_s:
            self._rtf = (now_ns - before_ns) / 1e9 / (wall_s - before_s)
        self._last = wall_s, now_ns

    def _glance_at(self, state: WorldState, passed: Mapping[str, float]) -> Glance:
        pose, twist = state.pose(self.mission.robot), state.twist(self.mission.robot)
        return Glance(
            time_s=state.now_ns / 1e9,
            rtf=self._rtf,
            x_m=float(pose.position[0]),
            y_m=float(pose.position[1]),
            speed_mps=float((twist.linear**2).sum() ** 0.5),
            commands=self._commands,
            passed=passed,
        )
