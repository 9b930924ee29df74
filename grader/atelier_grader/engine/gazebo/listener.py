"""Hears from a Gazebo that runs, and shows an observer the truth as time goes on."""

from __future__ import annotations

import queue
import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from atelier_grader import sdf
from atelier_grader.engine.gazebo.backend import Backend, Wanted
from atelier_grader.engine.gazebo.feed import Feed
from atelier_grader.engine.gazebo.process import Processes
from atelier_grader.engine.gazebo.text_proto import Message, only, stamp_ns
from atelier_grader.engine.gazebo.truth import Poses, Truth, read_contacts, read_poses
from atelier_grader.engine.protocol import EngineError, Observer
from atelier_grader.sdf.model import Model

START_S = 60.0
"""Wall time within which Gazebo must have loaded the world."""

STALL_S = 30.0
"""Wall time after which a Gazebo whose time stands still has failed."""

STILL_NS = 500_000_000
"""How far the clock may be ahead of the poses before they count as unchanged: Gazebo classic tells
only those that change."""

LATE_NS = 10_000_000_000
"""The same while a model moves: then poses are on their way, late on a loaded machine."""

REST = 0.05
"""What counts as rest, m/s and rad/s."""


@dataclass
class _Observation:
    period_ns: int
    observer: Observer
    next_ns: int = 0


class Listener:
    """`now_ns` is the newest moment that every feed of poses has reached."""

    def __init__(self, wanted: Wanted, backend: Backend, processes: Processes) -> None:
        self._wanted = wanted
        self._backend = backend
        self._processes = processes
        world = sdf.build_world(wanted.tree)
        self.step_ns = round(world.step_s * 1e9)
        self.truth = Truth(
            first_poses(world.models), [each.name for each in world.models if each.static]
        )
        self._feeds: list[Feed] = []
        self._observers: list[_Observation] = []
        self._stopped = False
        self._heard: queue.SimpleQueue[tuple[Feed, Message]] = queue.SimpleQueue()
        self._clock_ns = 0
        self._waiting: dict[Feed, list[tuple[int, Poses]]] = {}
        self._reached_ns: dict[Feed, int] = {}

    def listen(self) -> None:
        """Wait until the world is there, and listen to it. Raises `EngineError`."""
        feeds = self._backend.feeds(self._wanted)
        clocks = {topic for kind, topic in feeds if kind == "clock"}
        deadline_s = time.monotonic() + START_S
        while clocks.isdisjoint(self._processes.ask(self._backend.topics(), 5.0).split()):
            self._check_alive()
            if time.monotonic() > deadline_s:
                raise EngineError(
                    f"Gazebo did not load the world within {START_S:g} s:\n{self._processes.output}"
                )
        self._feeds = [
            Feed(kind, self._processes.listen(self._backend.echo(topic)), self._heard)
            for kind, topic in feeds
        ]

    def observe(self, period_ns: int, observer: Observer) -> None:
        """Call `observer` at 0 and then at the first moment of each period."""
        self._observers.append(_Observation(period_ns, observer))

    def follow(self, until_ns: int) -> None:
        """Until `until_ns` has passed, or the observer stops.

        Raises `EngineError` where a process of Gazebo has ended, or its time stands still.
        """
        self._observe()
        moved_s = time.monotonic()
        while self.truth.now_ns < until_ns and not self._stopped:
            before_ns = self.truth.now_ns
            self._take(0.5)
            if self.truth.now_ns > before_ns:
                moved_s = time.monotonic()
                self._observe()
                continue
            self._check_alive()
            if time.monotonic() - moved_s > (STALL_S if before_ns else START_S):
                raise EngineError(
                    f"Gazebo has stood still at {before_ns / 1e9:.3f} s for too long:\n"
                    f"{self._processes.output}"
                )

    def _observe(self) -> None:
        if self._stopped:
            return
        due = [each for each in self._observers if self.truth.now_ns >= each.next_ns]
        for each in due:
            each.next_ns = (self.truth.now_ns // each.period_ns + 1) * each.period_ns
            self._stopped |= each.observer(self.truth)
        if due:
            self.truth.clear_contacts()

    def _check_alive(self) -> None:
        dead = self._processes.dead
        if dead is not None:
            command = " ".join(map(str, dead.args if isinstance(dead.args, list) else [dead.args]))
            raise EngineError(
                f"Gazebo: `{command}` ended with status {dead.returncode}:\n"
                f"{self._processes.output}"
            )
        for feed in self._feeds:
            if feed.problem:
                raise EngineError(f"Gazebo's output cannot be read: {feed.problem}")

    def _take(self, timeout_s: float) -> None:
        """Wait for a message and take it in."""
        try:
            feed, message = self._heard.get(timeout=timeout_s)
        except queue.Empty:
            return
        if feed.kind == "contacts":
            self.truth.take_contacts(read_contacts(message))
        elif feed.kind == "clock":
            self._clock_ns = max(self._clock_ns, stamp_ns(only(message, "sim_time")))
        else:
            stamp, poses = read_poses(message)
            self._waiting.setdefault(feed, []).append((stamp, poses))
            self._reached_ns[feed] = stamp
        self._move()

    def _move(self) -> None:
        """To the newest moment that every feed of poses has reached; after a silence, behind the
        clock by as much as poses may be late."""
        feeds = sum(feed.kind == "poses" for feed in self._feeds)
        told = self._reached_ns.values()
        reached_ns = min(told) if len(told) == feeds else 0
        now_ns = max(self.truth.now_ns, reached_ns)
        silent_ns = self._clock_ns - now_ns
        if silent_ns > STILL_NS:
            now_ns = max(now_ns, self._clock_ns - (STILL_NS if self._at_rest() else LATE_NS))
        for waiting in self._waiting.values():
            while waiting and waiting[0][0] <= now_ns:
                self.truth.take_poses(*waiting.pop(0))
        self.truth.now_ns = now_ns

    def _at_rest(self) -> bool:
        twists = [self.truth.twist(model) for model in self._wanted.followed]
        return all(np.abs((each.linear, each.angular)).max() < REST for each in twists)

    def join(self) -> None:
        """After the end of the processes."""
        for feed in self._feeds:
            feed.join()


def first_poses(models: Sequence[Model], scope: str = "") -> Poses:
    """Poses of models in their parent or the world, and of links in their model, by scoped name."""
    poses: Poses = {}
    for model in models:
        name = f"{scope}{model.name}"
        poses[name] = model.pose
        for link in model.links:
            poses[f"{name}::{link.name}"] = link.pose
        poses |= first_poses(model.models, f"{name}::")
    return poses
