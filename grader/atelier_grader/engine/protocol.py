"""What the grader asks of a simulator, whichever it is.

Entities have Gazebo's scoped names: `robot`, `robot::base_link`, `robot::base_link::bumper`.
Positions are metres and orientations unit quaternions (w, x, y, z), both in the world frame.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

import numpy as np
import numpy.typing as npt

Vector = npt.NDArray[np.float64]

EngineName = Literal["mujoco", "gazebo"]
"""The embedded engine, in lock-step; Gazebo itself, paced."""


class EngineError(Exception):
    """The simulator failed or the world cannot be simulated: never the student's fault."""


class UnstableError(EngineError):
    """The state is no physics any more: the world is at fault, or what the program commanded."""


@dataclass(frozen=True)
class Pose:
    """Position (3,), metres; orientation (4,), unit quaternion w, x, y, z."""

    position: Vector
    orientation: Vector

    @property
    def yaw_rad(self) -> float:
        """Heading about the world's z axis, in (-pi, pi]."""
        w, x, y, z = self.orientation
        return float(np.arctan2(2 * (w * z + x * y), 1 - 2 * (y * y + z * z)))

    @property
    def tilt_rad(self) -> float:
        """Angle between the entity's z axis and the world's, in [0, pi]."""
        _, x, y, _ = self.orientation
        return float(np.arccos(np.clip(1 - 2 * (x * x + y * y), -1.0, 1.0)))


@dataclass(frozen=True)
class Twist:
    """Linear (3,), m/s, of the entity's origin, and angular (3,), rad/s, both along world axes."""

    linear: Vector
    angular: Vector


@dataclass(frozen=True)
class Contact:
    """Two collisions that touched, by scoped name, in name order; `position` in the world."""

    first: str
    second: str
    position: Vector
    force_n: float


class WorldState(Protocol):
    """The truth at one moment. Valid during the observer's call only."""

    @property
    def now_ns(self) -> int: ...

    def pose(self, entity: str) -> Pose:
        """Pose of a model or link. Raises `KeyError` that names the nearest valid entity."""

    def twist(self, entity: str) -> Twist: ...

    def joint_position(self, joint: str) -> float:
        """Position of `model::joint`: rad, or m for a prismatic joint."""

    def contacts(self) -> Sequence[Contact]:
        """Pairs that touched at any physics step since the observer's last call.

        One entry a pair, at its largest force, sorted by name. Contacts between two collisions
        of static models, or of one model, are left out.
        """


@dataclass(frozen=True)
class Endpoint:
    """A simulator-side topic, its Gazebo type (`gz.msgs.Twist`), and its rate where it has one."""

    topic: str
    gz_type: str
    rate_hz: float | None = None


@dataclass(frozen=True)
class Sample:
    """One message of a sensor or system: simulator topic, and the ROS message as CDR bytes."""

    topic: str
    stamp_ns: int
    cdr: bytes


Observer = Callable[[WorldState], bool]


class Engine(Protocol):
    """One world from its first moment on. Time starts at 0 and only `advance` moves it."""

    @property
    def now_ns(self) -> int: ...

    @property
    def step_ns(self) -> int: ...

    @property
    def sensors_s(self) -> float:
        """Wall time spent on sensors and messages so far: for reports, nothing depends on it."""

    @property
    def publishers(self) -> Sequence[Endpoint]: ...

    @property
    def subscribers(self) -> Sequence[Endpoint]: ...

    def listen(self, topics: dict[str, str]) -> None:
        """Produce only these simulator topics from now on: topic to ROS type.

        Rendering and ray casting are spent only on topics that somebody listens to; what a
        sensor reports does not depend on who listens, nor since when.
        """

    def send(self, topic: str, message: Any) -> None:
        """Give a ROS message (a rosbags object) to a simulator topic; acts at the next step."""

    def observe(self, period_ns: int, observer: Observer) -> None:
        """Call `observer` at 0 and then each `period_ns`; when it returns True, time stops."""

    def advance(self, until_ns: int) -> list[Sample]:
        """Step until a listened topic has a sample, `until_ns` is reached, or an observer stops.

        `until_ns` is rounded up to a step; at least one step is made. Samples are in the order
        in which the world declares their sensors. Raises `EngineError` on an unstable state.
        """

    def state_bytes(self) -> bytes:
        """The whole dynamic state, for digests: equal bytes mean an equal state."""

    def close(self) -> None: ...
