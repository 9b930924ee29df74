"""When sensors and systems produce samples: pure functions of the step count."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

NEVER = 1 << 62


class Schedule(Protocol):
    @property
    def rate_hz(self) -> float | None: ...

    def next_step(self, step: int) -> int:
        """The first step after `step` at which a sample is due."""

    def index(self, step: int) -> int:
        """The number of the sample due at `step`, from 0."""


@dataclass(frozen=True)
class SensorRate:
    """As gz-sensors: at k periods, k from 0, rounded up to a step; the 0th after one step."""

    rate_hz: float | None
    period_ns: int
    step_ns: int

    @staticmethod
    def of(rate_hz: float, step_ns: int) -> SensorRate:
        """Rate 0, or above one sample a step, means each step."""
        period_ns = step_ns if rate_hz <= 0 else max(int(1e9 / rate_hz), step_ns)
        return SensorRate(1e9 / period_ns, period_ns, step_ns)

    def next_step(self, step: int) -> int:
        following = step * self.step_ns // self.period_ns + 1 if step > 0 else 0
        return max(-(-following * self.period_ns // self.step_ns), step + 1)

    def index(self, step: int) -> int:
        return step * self.step_ns // self.period_ns


@dataclass(frozen=True)
class PublisherRate:
    """As gz-sim's odometry: once at least one period has passed since the last, from 0."""

    rate_hz: float | None
    steps: int

    @staticmethod
    def of(rate_hz: float, step_ns: int) -> PublisherRate:
        """Rate 0 or less means each step."""
        period_ns = int(1e9 / rate_hz) if rate_hz > 0 else step_ns
        steps = max(-(-period_ns // step_ns), 1)
        return PublisherRate(1e9 / (steps * step_ns), steps)

    def next_step(self, step: int) -> int:
        return (step // self.steps + 1) * self.steps

    def index(self, step: int) -> int:
        return step // self.steps - 1


@dataclass(frozen=True)
class Events:
    """No rate: each step while `possible` says that something may be published."""

    possible: Callable[[], bool]
    rate_hz: float | None = None

    def next_step(self, step: int) -> int:
        return step + 1 if self.possible() else NEVER

    def index(self, step: int) -> int:
        return step


@dataclass(frozen=True)
class Merged:
    """Due when any of its parts is."""

    parts: tuple[Schedule, ...]

    @property
    def rate_hz(self) -> float | None:
        return self.parts[0].rate_hz

    def next_step(self, step: int) -> int:
        return min(part.next_step(step) for part in self.parts)

    def index(self, step: int) -> int:
        return step
