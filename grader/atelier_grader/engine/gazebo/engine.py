"""One run of Gazebo: its processes started and unpaused, its truth shown to an observer."""

from __future__ import annotations

import contextlib
import os
import queue
import tempfile
import time
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from atelier_grader import sdf
from atelier_grader.engine.gazebo.backend import Backend, Wanted
from atelier_grader.engine.gazebo.feed import Feed
from atelier_grader.engine.gazebo.process import Processes
from atelier_grader.engine.gazebo.text_proto import Message, only, stamp_ns
from atelier_grader.engine.gazebo.truth import Poses, Truth, read_contacts, read_poses
from atelier_grader.engine.protocol import Endpoint, EngineError, Observer, Sample
from atelier_grader.sdf.model import Model

START_S = 60.0
"""Wall time within which Gazebo must have loaded the world."""

STALL_S = 30.0
"""Wall time after which a Gazebo whose time stands still has failed."""


class GazeboEngine:
    """A world in Gazebo, paused at time 0 until the first `advance`; paced by the wall clock.

    Messages do not pass through here: Gazebo's own bridge publishes and takes them on the ROS
    domain of `environment`. So `advance` gives no samples, and `send` is refused.
    """

    def __init__(
        self, wanted: Wanted, backend: Backend, environment: Mapping[str, str] = os.environ
    ) -> None:
        """Start it. Raises `EngineError` where it does not come up, and leaves nothing then."""
        self._wanted = wanted
        self._backend = backend
        world = sdf.build_world(wanted.tree)
        self.step_ns = round(world.step_s * 1e9)
        self.sensors_s = 0.0
        self.publishers: Sequence[Endpoint] = ()
        self.subscribers: Sequence[Endpoint] = ()
        self.truth = Truth(
            first_poses(world.models), [each.name for each in world.models if each.static]
        )
        self._feeds: list[Feed] = []
        self._observer: Observer | None = None
        self._period_ns = 0
        self._next_ns = 0
        self._running = False
        self._stopped = False
        self._heard: queue.SimpleQueue[tuple[Feed, Message]] = queue.SimpleQueue()
        self._clock_ns = 0
        self._waiting: dict[Feed, list[tuple[int, Poses]]] = {}
        self._reached_ns: dict[Feed, int] = {}
        with contextlib.ExitStack() as stack:
            self._folder = Path(
                stack.enter_context(tempfile.TemporaryDirectory(prefix="atelier-gz-"))
            )
            own = backend.environment(environment, f"atelier-{os.getpid()}-{uuid.uuid4().hex[:8]}")
            self.environment = own
            self._processes = stack.enter_context(Processes(own, self._folder / "log"))
            self._start()
            self._stack = stack.pop_all()

    def _start(self) -> None:
        self._backend.prepare(self._wanted, self._folder)
        self._processes.start(self._backend.server(self._folder))
        bridge = self._backend.bridge(self._folder)
        if bridge is not None:
            self._processes.start(bridge)
        feeds = self._backend.feeds(self._wanted)
        deadline_s = time.monotonic() + START_S
        known = ""
        while not any(topic in known.split() for kind, topic in feeds if kind == "clock"):
            self._check_alive()
            if time.monotonic() > deadline_s:
                raise EngineError(
                    f"Gazebo did not load the world within {START_S:g} s:\n{self._processes.output}"
                )
            known = self._processes.ask(self._backend.topics(), 5.0)
        self._feeds = [
            Feed(kind, self._processes.listen(self._backend.echo(topic)), self._heard)
            for kind, topic in feeds
        ]

    @property
    def now_ns(self) -> int:
        return self.truth.now_ns

    def listen(self, topics: dict[str, str]) -> None:
        """Without effect: the bridge knows who listens."""

    def send(self, topic: str, message: Any) -> None:
        raise EngineError(f"{topic}: commands reach Gazebo through its bridge")

    def observe(self, period_ns: int, observer: Observer) -> None:
        self._observer, self._period_ns, self._next_ns = observer, period_ns, 0

    def advance(self, until_ns: int) -> list[Sample]:
        """Let Gazebo run until `until_ns` has passed, or the observer stops.

        Raises `EngineError` where a process of it has ended, or its time stands still.
        """
        self._observe()
        if not self._running and not self._stopped:
            self._unpause()
        moved_s = time.monotonic()
        while self.truth.now_ns < until_ns and not self._stopped:
            before_ns = self.truth.now_ns
            self._take(0.5)
            if self.truth.now_ns > before_ns:
                moved_s = time.monotonic()
                self._observe()
                continue
            self._check_alive()
            if time.monotonic() - moved_s > STALL_S:
                raise EngineError(
                    f"Gazebo has stood still at {before_ns / 1e9:.3f} s for {STALL_S:g} s:\n"
                    f"{self._processes.output}"
                )
        return []

    def state_bytes(self) -> bytes:
        """The poses heard last. Two runs of Gazebo differ in them."""
        return self.truth.as_bytes()

    def close(self) -> None:
        """End every process and remove every file. Safe to call twice."""
        self._stack.close()
        for feed in self._feeds:
            feed.join()

    def _observe(self) -> None:
        if self._observer is None or self._stopped or self.truth.now_ns < self._next_ns:
            return
        self._next_ns = (self.truth.now_ns // self._period_ns + 1) * self._period_ns
        self._stopped = self._observer(self.truth)
        self.truth.clear_contacts()

    def _unpause(self) -> None:
        self._processes.run(self._backend.unpause(self._wanted))
        deadline_s = time.monotonic() + START_S
        while self.truth.now_ns == 0:
            self._take(0.5)
            self._check_alive()
            if time.monotonic() > deadline_s:
                raise EngineError(f"Gazebo could not be unpaused:\n{self._processes.output}")
        self._running = True
        self._observe()

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

    def _take(self, timeout_s: float) -> bool:
        """Wait for a message and take it in; False where none came."""
        try:
            feed, message = self._heard.get(timeout=timeout_s)
        except queue.Empty:
            return False
        self._understand(feed, message)
        self._move()
        return True

    def _understand(self, feed: Feed, message: Message) -> None:
        if feed.kind == "contacts":
            self.truth.take_contacts(read_contacts(message))
        elif feed.kind == "clock":
            self._clock_ns = max(self._clock_ns, stamp_ns(only(message, "sim_time")))
        else:
            stamp, poses = read_poses(message)
            self._waiting.setdefault(feed, []).append((stamp, poses))
            self._reached_ns[feed] = stamp

    def _move(self) -> None:
        """To the newest moment that every feed of poses has reached, or else that of the clock."""
        feeds = sum(feed.kind == "poses" for feed in self._feeds)
        told = self._reached_ns.values()
        reached_ns = min(told) if len(told) == feeds else 0
        silent_ns = self._clock_ns - STILL_NS  # nothing moves, so nothing is told
        now_ns = max(self.truth.now_ns, reached_ns, silent_ns)
        for waiting in self._waiting.values():
            while waiting and waiting[0][0] <= now_ns:
                self.truth.take_poses(*waiting.pop(0))
        self.truth.now_ns = now_ns


STILL_NS = 500_000_000
"""How far the clock may be ahead of the poses before they count as unchanged."""


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
