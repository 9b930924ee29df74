"""One run: a program and a world, in lock-step from the first moment to the end."""

from __future__ import annotations

import hashlib
import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from atelier_lockstep.wire import Idle, Program, Setup, Tick, Topic

from .bridge import Bridge
from .commanded import Commanded
from .controller.peer import Departure, Peer
from .controller.process import LOCKSTEP, ControllerProcess
from .controller.submission import Submission
from .engine.protocol import Engine, Sample, UnstableError, WorldState
from .messages import MessageError, decode
from .misread import misread
from .mission.schema import Mission
from .paced.peer import HOST, PERIOD_NS, Paced, PacedPeer
from .referee.motion import Motion
from .referee.referee import PERIOD_NS as REFEREE_PERIOD_NS
from .referee.referee import Referee
from .sandbox.sandbox import OFF, Sandbox

FIRST_COMMANDS = 500
"""So many are looked at for what is no float."""

CPU_PERIOD_S = 0.1
"""Wall time between two looks at the program's CPU time."""


class Recorder(Protocol):
    """What a session writes down as it goes."""

    def message(self, topic: str, type_name: str, time_ns: int, cdr: bytes) -> None: ...
    def truth(self, state: WorldState) -> None: ...


@dataclass
class Timings:
    """Wall time of the loop by what it went into, seconds.

    `controller_s` is CPU time of the program and all that it started, as the kernel counts it.
    `engine_s` holds `sensors_s`, `referee_s` and `truth_s` (recording the truth); `exchange_s`
    holds `controller_s`.
    """

    engine_s: float = 0.0
    sensors_s: float = 0.0
    referee_s: float = 0.0
    truth_s: float = 0.0
    messages_s: float = 0.0
    exchange_s: float = 0.0
    controller_s: float = 0.0
    wall_s: float = 0.0
    exchanges: int = 0


@dataclass
class Run:
    """What a session leaves: how it ended, the log's digest, and what was noticed on the way.

    The run ends at `now_ns`; the program left at `left_ns`, or was `stopped` then. `misread` is the
    first topic and field of a command that held no float.
    """

    now_ns: int = 0
    left_ns: int = 0
    decided: bool = False
    over: bool = False
    stopped: bool = False
    departure: Departure | None = None
    started: bool = False
    commands: int = 0
    refused: list[str] = field(default_factory=list)
    misread: tuple[str, str] | None = None
    digest: str = ""
    output: str = ""
    timings: Timings = field(default_factory=Timings)


class Session:
    """Ties one engine, one referee and one controller process together."""

    def __init__(
        self,
        mission: Mission,
        engine: Engine,
        bridge: Bridge,
        referee: Referee,
        recorder: Recorder | None = None,
        progress: Callable[[float], None] = lambda sim_time_s: None,
    ) -> None:
        self.mission = mission
        self.engine = engine
        self.referee = referee
        self.recorder = recorder
        self.progress = progress
        self.run = Run()
        self._digest = hashlib.sha256()
        self._entries = bridge_entries(mission, bridge)
        self._index = {
            entry.gz_topic: index for index, (entry, topic) in enumerate(self._entries)
            if topic.to_controller
        }  # fmt: skip
        self._types = {entry.gz_topic: entry.ros_type for entry, _ in self._entries}
        self._listened = -1
        self._max_bytes = mission.limits.message_kib * 1024
        self._limit_ns = math.ceil(mission.time_limit_s * 1e9)
        self._paced: Paced | None = None
        self._motion = Motion(mission.robot, mission.limits.speed_mps)
        self._commanded = Commanded(mission.limits.speed_mps, self._max_bytes)
        engine.observe(REFEREE_PERIOD_NS, self._observe)

    def play(
        self,
        submission: Submission | None,
        paced: Paced | None = None,
        sandbox: Sandbox = OFF,
    ) -> Run:
        """Run to the end, in lock-step unless `paced`; without a submission only the robot runs.

        Raises `EngineError` where the simulator fails; leaves no process.
        """
        run = self.run
        began_s = time.perf_counter()
        self._paced = paced
        folder = submission.folder if submission else None
        host = HOST if paced else LOCKSTEP
        process = ControllerProcess(sandbox, self.mission.limits, folder, host)
        if paced is not None:
            process.output.hear = paced.hear
        try:
            topics = len(self._entries)
            peer = PacedPeer(process, topics, paced) if paced else Peer(process, topics)
            setup = self._setup(submission, process, paced)
            heard = peer.start(setup, self.mission.limits.start_up_s)
            began_s = time.perf_counter()
            if isinstance(heard, Idle):
                run.started = True
                run.departure = self._loop(peer, heard)
                run.left_ns = self.engine.now_ns
                if run.departure is not None and run.departure.code is None:
                    self._coast()
                run.timings.wall_s = time.perf_counter() - began_s
                if run.departure is None and paced is None:
                    run.departure = peer.divided()
                if run.departure is None:
                    run.stopped = True
                    run.departure = peer.stop(self.mission.limits.grace_s)
            else:
                run.departure = heard
            if (breach := process.breach()) is not None:
                run.departure, run.stopped = peer.broke(breach), False
        except UnstableError as error:
            if not self._commanded.impossible:
                raise
            run.left_ns = self.engine.now_ns
            run.timings.wall_s = time.perf_counter() - began_s
            run.departure = Departure("impossible_motion", str(error))
        finally:
            process.close()
            run.output = process.output.text
        run.timings.sensors_s = self.engine.sensors_s
        run.now_ns = self.engine.now_ns
        run.over = self._over()
        run.digest = self._digest.hexdigest()
        return run

    def _setup(
        self,
        submission: Submission | None,
        process: ControllerProcess,
        paced: Paced | None,
    ) -> Setup:
        inside = process.inside
        programs = submission.programs if submission else (Program("", "", "", ()),)
        first, *others = (
            replace(each, module=inside(each.module), argv=tuple(map(inside, each.argv)))
            for each in programs
        )
        return Setup(
            topics=tuple(topic for _, topic in self._entries),
            argv=first.argv,
            delay_s=first.delay_s,
            module=first.module,
            function=first.function,
            path=tuple(inside(str(each)) for each in submission.path) if submission else (),
            start_up_s=self.mission.limits.start_up_s,
            grace_s=self.mission.limits.grace_s,
            others=tuple(others),
            environment=paced.environment if paced else {},
            clock=paced is None or paced.clock,
        )

    def _loop(self, peer: Peer, idle: Idle) -> Departure | None:
        """Exchange until the mission is over (None) or the program leaves."""
        limit_s = self.mission.limits.tick_wall_s
        timings = self.run.timings
        cpu_s = peer.process.cpu_s
        started_s, looked_s = cpu_s(), -math.inf
        clock = time.perf_counter
        while True:
            before_s = clock()
            self._apply(idle)
            samples = self.engine.advance(min(idle.next_wakeup_ns, self._limit_ns))
            timings.engine_s += clock() - before_s
            if self._over():
                timings.controller_s = cpu_s() - started_s
                return None
            tick = Tick(self.engine.now_ns, self._messages(samples))
            before_s = clock()
            heard = peer.exchange(tick, limit_s)
            heard_s = clock()
            timings.exchange_s += heard_s - before_s
            timings.exchanges += 1
            if isinstance(heard, Departure):
                timings.controller_s = cpu_s() - started_s
                return heard
            if heard_s - looked_s > CPU_PERIOD_S:
                looked_s, timings.controller_s = heard_s, cpu_s() - started_s
            idle = heard

    def _coast(self) -> None:
        """The program has returned: the robot keeps its last command until the mission is over."""
        self.engine.listen({})
        while not self._over():
            if self._paced is None:
                self.engine.advance(self._limit_ns)
            else:
                self.engine.advance(min(self.engine.now_ns + PERIOD_NS, self._limit_ns))
                self._paced.pace.wait_until(self.engine.now_ns)

    def _over(self) -> bool:
        enough = self._paced is not None and self._paced.over()
        return enough or self.run.decided or self.engine.now_ns >= self._limit_ns

    def _apply(self, idle: Idle) -> None:
        now_ns = self.engine.now_ns
        for index, cdr in idle.commands:
            entry, topic = self._entries[index]
            self.run.commands += 1
            self._digest.update(b"%d %d %d " % (now_ns, index, len(cdr)) + cdr)
            self._record(topic.name, topic.type, now_ns, cdr)
            self._commanded.add(topic.type, cdr)
            if topic.to_controller:
                self._refuse(f"{topic.name}: the robot sends on this topic")
                continue
            try:
                message = decode(topic.type, cdr, self._max_bytes)
            except MessageError as error:
                self._refuse(f"{topic.name}: {error}")
                continue
            if self.run.commands <= FIRST_COMMANDS and self.run.misread is None:
                where = misread(message)
                self.run.misread = None if where is None else (topic.name, where)
            self.engine.send(entry.gz_topic, message)
        if idle.listened != self._listened:
            self._listened = idle.listened
            self.engine.listen(
                {
                    entry.gz_topic: topic.type
                    for index, (entry, topic) in enumerate(self._entries)
                    if topic.to_controller and idle.listened >> index & 1
                }
            )

    def _refuse(self, what: str) -> None:
        if len(self.run.refused) < 20:
            self.run.refused.append(f"{self.engine.now_ns / 1e9:.3f} s: {what}")

    def _messages(self, samples: list[Sample]) -> tuple[tuple[int, bytes], ...]:
        """Samples in the order of the bridge file."""
        messages = sorted(
            ((self._index[sample.topic], sample.cdr) for sample in samples),
            key=lambda message: message[0],
        )
        if self.recorder is not None:
            for index, cdr in messages:
                topic = self._entries[index][1]
                self._record(topic.name, topic.type, self.engine.now_ns, cdr)
        return tuple(messages)

    def _record(self, topic: str, type_name: str, time_ns: int, cdr: bytes) -> None:
        if self.recorder is not None:
            before_s = time.perf_counter()
            self.recorder.message(topic, type_name, time_ns, cdr)
            self.run.timings.messages_s += time.perf_counter() - before_s

    def _observe(self, state: WorldState) -> bool:
        timings = self.run.timings
        before_s = time.perf_counter()
        self._digest.update(self.engine.state_bytes())
        self._motion.observe(state)
        self.run.decided = self.referee.observe(state)
        if state.now_ns % 1_000_000_000 == 0:
            self.progress(state.now_ns / 1e9)
        judged_s = time.perf_counter()
        timings.referee_s += judged_s - before_s
        if self.recorder is not None:
            self.recorder.truth(state)
            timings.truth_s += time.perf_counter() - judged_s
        return self.run.decided


def bridge_entries(mission: Mission, bridge: Bridge) -> list[tuple[Any, Topic]]:
    """The mission's interface in the order of the bridge file, with the QoS of the robot's side.

    Topics of the bridge file that the interface does not list stay closed to the program.
    """
    listed = {each.topic: each for each in mission.interface}
    return [
        (
            entry,
            Topic(
                name=entry.ros_topic,
                type=entry.ros_type,
                to_controller=entry.to_ros,
                reliable=listed[entry.ros_topic].reliable,
                depth=listed[entry.ros_topic].depth,
            ),
        )
        for entry in bridge.entries
        if entry.ros_topic in listed
    ]
