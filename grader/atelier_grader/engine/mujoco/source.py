"""What sensors and systems have in common: they produce messages at known steps."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol

import numpy as np

from atelier_grader.engine.mujoco.schedule import Schedule
from atelier_grader.engine.protocol import Endpoint

Rng = Callable[[str], np.random.Generator]
"""A random stream by purpose: the same purpose gives the same stream."""


class Source(Protocol):
    """`start` prepares for the first listener, and may be called again.

    `sample` returns the messages of a step that `schedule` names: topic and CDR bytes. `listened`
    gives the ROS type of each topic that is listened to, or '' for the usual one.

    It is called only when somebody listens to one of the topics, and must not change what later
    samples say.
    """

    @property
    def schedule(self) -> Schedule: ...

    @property
    def publishers(self) -> Sequence[Endpoint]: ...

    def start(self) -> None: ...

    def sample(
        self, step: int, now_ns: int, listened: Mapping[str, str]
    ) -> Iterable[tuple[str, bytes]]: ...


class SensorSource(Source, Protocol):
    """A source that measures the world."""

    def measure(self) -> Any:
        """The exact reading at the present step: no noise, no message."""
