"""Bounds of speed, acceleration and jerk."""

from __future__ import annotations

from math import inf

from atelier_grader.sdf.reader import Element


class SpeedLimiter:
    """Bounds of one direction, as gz-math's SpeedLimiter: jerk first, then the others."""

    def __init__(self, parameters: Element, step_s: float, direction: str = "") -> None:
        """Reads `<min_velocity>` and so on, and `<min_linear_velocity>` of `direction`."""
        self.low, self.high = _limits(parameters, direction, "velocity")
        slow, fast = _limits(parameters, direction, "acceleration")
        self.slowest, self.fastest = slow * step_s, fast * step_s
        softest, hardest = _limits(parameters, direction, "jerk")
        self._softest, self._hardest = softest * step_s**2, hardest * step_s**2
        self._jerks = max(abs(softest), abs(hardest)) < inf
        self.change = 0.0

    def limit(self, target: float, last: float) -> float:
        """The speed after one step towards `target`."""
        if target == last and not self.change:
            return target
        step = target - last
        if self._jerks:
            step = self.change + min(max(step - self.change, self._softest), self._hardest)
        step = min(max(step, self.slowest), self.fastest)
        speed = min(max(last + step, self.low), self.high)
        if self._jerks:
            self.change = speed - last
        return speed


def _limits(parameters: Element, direction: str, what: str) -> tuple[float, float]:
    low, high = -inf, inf
    names = (what, f"{direction}_{what}") if direction else (what,)
    for name in names:
        low = parameters.number(f"min_{name}", low)
        high = parameters.number(f"max_{name}", high)
    if low > high:
        label = names[-1]
        raise parameters.error(f"min_{label} {low:g} is over max_{label} {high:g}")
    return low, high
