"""One run of Gazebo: its processes started, unpaused, and ended."""

from __future__ import annotations

import contextlib
import os
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from atelier_grader.controller.scratch import scratch_folder
from atelier_grader.engine.gazebo.backend import Backend, Wanted
from atelier_grader.engine.gazebo.listener import Listener
from atelier_grader.engine.gazebo.process import Processes
from atelier_grader.engine.gazebo.truth import Truth
from atelier_grader.engine.protocol import Endpoint, EngineError, Observer, Sample


class GazeboEngine:
    """A world in Gazebo, paused at time 0 until the first `advance`; paced by the wall clock.

    Messages do not pass through here: Gazebo's own bridge publishes and takes them on the ROS
    domain of `environment`. So `advance` gives no samples, and `send` does nothing.
    """

    def __init__(
        self, wanted: Wanted, backend: Backend, environment: Mapping[str, str] = os.environ
    ) -> None:
        """Start it. Raises `EngineError` where it does not come up, and leaves nothing then."""
        self.sensors_s = 0.0
        self.publishers: Sequence[Endpoint] = ()
        self.subscribers: Sequence[Endpoint] = ()
        self._wanted = wanted
        self._backend = backend
        self._running = False
        name = f"atelier-{os.getpid()}-{uuid.uuid4().hex[:8]}"
        self.environment = backend.environment(environment, name)
        with contextlib.ExitStack() as stack:
            self.folder = stack.enter_context(scratch_folder())
            self._processes = stack.enter_context(Processes(self.environment, self.folder / "log"))
            self._listener = Listener(wanted, backend, self._processes)
            backend.prepare(wanted, self.folder)
            self._processes.start(backend.server(self.folder))
            bridge = backend.bridge(self.folder)
            if bridge is not None:
                self._processes.start(bridge)
            self._listener.listen()
            self._stack = stack.pop_all()

    @property
    def truth(self) -> Truth:
        return self._listener.truth

    @property
    def now_ns(self) -> int:
        return self.truth.now_ns

    @property
    def step_ns(self) -> int:
        return self._listener.step_ns

    def listen(self, topics: dict[str, str]) -> None:
        """Without effect: the bridge knows who listens."""

    def send(self, topic: str, message: Any) -> None:
        """Without effect: commands reach Gazebo through its bridge."""

    def observe(self, period_ns: int, observer: Observer) -> None:
        self._listener.observe(period_ns, observer)

    def advance(self, until_ns: int) -> list[Sample]:
        """Let Gazebo run until `until_ns` has passed, or the observer stops.

        Raises `EngineError` where a process of it has ended, its time stands still, or it goes on
        without a plugin of the world.
        """
        if not self._running:
            self._running = True
            self._processes.run(self._backend.unpause(self._wanted))
        self._check_whole()
        self._listener.follow(until_ns)
        self._check_whole()
        return []

    def _check_whole(self) -> None:
        lacking = self._processes.find(self._backend.unusable(self._wanted))
        if lacking:
            raise EngineError(f"Gazebo runs without a part of the world: {lacking}")

    def state_bytes(self) -> bytes:
        """The poses heard last. Two runs of Gazebo differ in them."""
        return self.truth.as_bytes()

    def close(self) -> None:
        """End every process and remove every file. Safe to call twice."""
        self._stack.close()
        self._listener.join()
