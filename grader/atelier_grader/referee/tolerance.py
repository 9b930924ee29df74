"""From a measured value to a score: one bounded, monotone function for every check."""

from __future__ import annotations

import math
from typing import Literal

from pydantic import model_validator
from typing_extensions import Self

from atelier_grader.mission.declaration import Declaration
from atelier_grader.text import Text, decimal


class Tolerance(Declaration):
    """Score 1 at `full` and beyond, 0 at `zero` and beyond, monotone between the two.

    `full` below `zero` means that less is better, above it that more is better. `linear` is a
    straight line; `smooth` the cubic 3u^2 - 2u^3, level at both ends (Hermite's smoothstep).
    """

    full: float
    zero: float
    shape: Literal["linear", "smooth"] = "linear"

    @model_validator(mode="after")
    def _differ(self) -> Self:
        if self.full == self.zero:
            raise ValueError(f"expected `full` and `zero` to differ, both are {self.full:g}")
        return self

    def score(self, value: float) -> float:
        """Score of `value`, in [0, 1]. Raises `ValueError` where `value` is not finite."""
        if not math.isfinite(value):
            raise ValueError(f"a measured value must be finite, got {value}")
        if value == self.zero:
            return 0.0
        # Halves, because the difference of two huge numbers may overflow.
        span = self.full / 2 - self.zero / 2
        share = (value / 2 - self.zero / 2) / span if span else float(value >= self.full)
        u = min(1.0, max(0.0, share))
        return u if self.shape == "linear" else min(1.0, u * u * (3.0 - 2.0 * u))

    def rule(self, unit: str) -> Text:
        """What earns full points and what none, for the rubric."""
        shown = {"unit": _spaced(unit) if unit else ""}
        template = LESS_IS_BETTER if self.full < self.zero else MORE_IS_BETTER
        full, zero = decimal(self.full, 3), decimal(self.zero, 3)
        return template.format(full=full, zero=zero, **shown)


ARABIC_UNITS = {"m": "م", "s": "ث", "m/s": "م/ث", "rad": "راد", "N": "ن"}


def _spaced(unit: str) -> Text:
    return Text(en=f" {unit}", fr=f" {unit}", ar=f" {ARABIC_UNITS.get(unit, unit)}")


LESS_IS_BETTER = Text(
    en="full points up to {full}{unit}, none from {zero}{unit}",
    fr="tous les points jusqu'à {full}{unit}, aucun à partir de {zero}{unit}",
    ar="النقاط كاملة حتى {full}{unit}، ولا نقاط ابتداء من {zero}{unit}",
)
MORE_IS_BETTER = Text(
    en="full points from {full}{unit}, none up to {zero}{unit}",
    fr="tous les points à partir de {full}{unit}, aucun jusqu'à {zero}{unit}",
    ar="النقاط كاملة ابتداء من {full}{unit}، ولا نقاط حتى {zero}{unit}",
)
