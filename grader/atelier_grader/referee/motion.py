"""Whether the robot moves as something that has wheels, legs or wings can."""

from __future__ import annotations

import math

from atelier_grader.engine.protocol import UnstableError, WorldState


class Motion:
    """Follows one robot; faster than `limit_mps` it would pass through walls within a step."""

    def __init__(self, robot: str, limit_mps: float) -> None:
        self._robot = robot
        self._limit_mps = limit_mps
        self._last: tuple[int, list[float]] | None = None

    def observe(self, state: WorldState) -> None:
        """Raises `UnstableError` if it got here too fast."""
        now_ns, position = state.now_ns, state.pose(self._robot).position.tolist()
        if self._last is not None and now_ns > self._last[0]:
            speed_mps = math.dist(position, self._last[1]) * 1e9 / (now_ns - self._last[0])
            if not speed_mps <= self._limit_mps:
                raise UnstableError(
                    f"{self._robot!r} moves at {speed_mps:.4g} m/s, which is over the limit of "
                    f"{self._limit_mps:g} m/s"
                )
        self._last = now_ns, position
