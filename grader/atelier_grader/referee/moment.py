"""The truth at one observation, each thing read at most once."""

from __future__ import annotations

import math
from collections.abc import Sequence

from atelier_grader.engine.protocol import Contact, UnstableError, WorldState


class Placement:
    """Where an entity is: position in metres, and orientation, in the world frame."""

    __slots__ = ("_orientation", "x_m", "y_m", "z_m")

    def __init__(
        self, position: Sequence[float], orientation: Sequence[float] = (1.0, 0.0, 0.0, 0.0)
    ) -> None:
        self.x_m, self.y_m, self.z_m = position
        self._orientation = orientation

    @property
    def position(self) -> tuple[float, float, float]:
        return self.x_m, self.y_m, self.z_m

    @property
    def yaw_rad(self) -> float:
        """Heading about the world's z axis, in (-pi, pi]."""
        w, x, y, z = self._orientation
        return math.atan2(2 * (w * z + x * y), 1 - 2 * (y * y + z * z))

    @property
    def cos_tilt(self) -> float:
        """Cosine of the angle between the entity's z axis and the world's."""
        _, x, y, _ = self._orientation
        return 1 - 2 * (x * x + y * y)

    def to_local(self, other: Placement) -> tuple[float, float, float]:
        """Position of `other` in this entity's frame: the transposed rotation matrix at work."""
        w, x, y, z = self._orientation
        dx, dy, dz = other.x_m - self.x_m, other.y_m - self.y_m, other.z_m - self.z_m
        return (
            (1 - 2 * (y * y + z * z)) * dx + 2 * (x * y + w * z) * dy + 2 * (x * z - w * y) * dz,
            2 * (x * y - w * z) * dx + (1 - 2 * (x * x + z * z)) * dy + 2 * (y * z + w * x) * dz,
            2 * (x * z + w * y) * dx + 2 * (y * z - w * x) * dy + (1 - 2 * (x * x + y * y)) * dz,
        )


class Moment:
    """A `WorldState` with the robot's placement at hand; valid until the next `move_to`."""

    def __init__(self, robot_name: str, state: WorldState) -> None:
        self.robot_name = robot_name
        self._placements: dict[str, Placement] = {}
        self.move_to(state)

    def move_to(self, state: WorldState) -> None:
        """Show another moment. Raises `UnstableError` where the robot is nowhere."""
        self._state = state
        self.now_ns = state.now_ns
        self._placements.clear()
        self._contacts: Sequence[Contact] | None = None
        self.robot = self.placement(self.robot_name)

    @property
    def now_s(self) -> float:
        return self.now_ns * 1e-9

    def placement(self, entity: str) -> Placement:
        """Raises `KeyError` for an unknown entity, `UnstableError` for one that is nowhere."""
        placement = self._placements.get(entity)
        if placement is None:
            pose = self._state.pose(entity)
            placement = Placement(pose.position.tolist(), pose.orientation.tolist())
            if not math.isfinite(placement.x_m + placement.y_m + placement.z_m):
                raise UnstableError(
                    f"{entity!r} is at {placement.position} at {self.now_s:.3f} s: unstable"
                )
            self._placements[entity] = placement
        return placement

    def speed_mps(self, entity: str) -> float:
        """Magnitude of the velocity of the entity's origin."""
        x, y, z = self._state.twist(entity).linear.tolist()
        return math.sqrt(x * x + y * y + z * z)

    def contacts(self) -> Sequence[Contact]:
        if self._contacts is None:
            self._contacts = self._state.contacts()
        return self._contacts
