"""Topics within the world: what one source publishes, systems of the same world hear."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from atelier_grader.bridge_types import ROS_TYPES
from atelier_grader.engine.mujoco.source import Source
from atelier_grader.engine.protocol import Endpoint
from atelier_grader.messages import STORE

Deliver = Callable[[str, Any], None]


class Relay:
    """Hands on the messages of `sources` whose topic and type one of `subscribers` has.

    It does not depend on who listens from outside, nor on how time is advanced.
    """

    def __init__(
        self, sources: Sequence[Source], subscribers: Sequence[Endpoint], deliver: Deliver
    ) -> None:
        wanted = {(endpoint.topic, endpoint.gz_type) for endpoint in subscribers}
        self._deliver = deliver
        self._heard: list[tuple[Source, dict[str, str]]] = []
        for source in sources:
            types = {
                endpoint.topic: ROS_TYPES[endpoint.gz_type][0]
                for endpoint in source.publishers
                if (endpoint.topic, endpoint.gz_type) in wanted
            }
            if types:
                self._heard.append((source, types))

    def start(self) -> None:
        for source, _ in self._heard:
            source.start()

    def next_step(self, step: int) -> int | None:
        """The first step after `step` at which a message is due; None where nothing is heard."""
        steps = [source.schedule.next_step(step) for source, _ in self._heard]
        return min(steps) if steps else None

    def run(self, step: int, now_ns: int) -> None:
        """Deliver what is due at `step`, to take effect from the next one on."""
        messages = [
            (topic, STORE.deserialize_cdr(cdr, types[topic]))
            for source, types in self._heard
            if source.schedule.next_step(step - 1) == step
            for topic, cdr in source.sample(step, now_ns, types)
            if topic in types
        ]
        for topic, message in messages:
            self._deliver(topic, message)
