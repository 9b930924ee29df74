"""The robot's way and the evidence, from above, as the numbers of an SVG drawing."""

from __future__ import annotations

import math
from dataclasses import dataclass

from atelier_grader.report.result import SeedResult

WIDTH = 720.0
MARGIN_M = 0.8
MIN_SIDE_M = 2.0
WIDE = 1.6
"""At least so many times as wide as high: it fills the page's width, and fits a screen."""
NEAR_PIXELS = 14.0
STEPS_M = (0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0)


@dataclass(frozen=True)
class Marker:
    """Evidence at one place: its numbers in the report, and its place in the drawing."""

    numbers: str
    x: float
    y: float
    good: bool


@dataclass(frozen=True)
class TrackMap:
    """Pixels: x to the right, y downwards. `grid_x` and `grid_y` pair a place with its metres."""

    width: float
    height: float
    points: str
    start: tuple[float, float]
    end: tuple[float, float]
    markers: tuple[Marker, ...]
    grid_x: tuple[tuple[float, str], ...]
    grid_y: tuple[tuple[float, str], ...]


def track_map(seed: SeedResult) -> TrackMap | None:
    """The map of one run; None where the run has no trace."""
    if not seed.trace:
        return None
    evidence = [(each, check.score >= 1) for check in seed.checks for each in check.evidence]
    xs = [x for _, x, _ in seed.trace] + [each.position[0] for each, _ in evidence]
    ys = [y for _, _, y in seed.trace] + [each.position[1] for each, _ in evidence]
    bottom, top = _range(ys, MIN_SIDE_M)
    left, right = _range(xs, WIDE * (top - bottom) - 2 * MARGIN_M)
    scale = WIDTH / (right - left)

    def pixel(x: float, y: float) -> tuple[float, float]:
        return round((x - left) * scale, 1), round((top - y) * scale, 1)

    pixels = [pixel(x, y) for _, x, y in seed.trace]
    step = next((s for s in STEPS_M if (right - left) / s <= 12), STEPS_M[-1])
    return TrackMap(
        width=WIDTH,
        height=round((top - bottom) * scale, 1),
        points=" ".join(f"{x},{y}" for x, y in pixels),
        start=pixels[0],
        end=pixels[-1],
        markers=_group([(*pixel(each.position[0], each.position[1]), ok) for each, ok in evidence]),
        grid_x=tuple((pixel(x, top)[0], f"{x:g}") for x in _ticks(left, right, step)),
        grid_y=tuple((pixel(left, y)[1], f"{y:g}") for y in _ticks(bottom, top, step)),
    )


def _group(places: list[tuple[float, float, bool]]) -> tuple[Marker, ...]:
    """One marker for evidence so near that the circles would hide each other."""
    markers: list[Marker] = []
    for number, (x, y, good) in enumerate(places, start=1):
        for i, other in enumerate(markers):
            if math.hypot(x - other.x, y - other.y) < NEAR_PIXELS:
                numbers = f"{other.numbers}, {number}"
                markers[i] = Marker(numbers, other.x, other.y, good and other.good)
                break
        else:
            markers.append(Marker(str(number), x, y, good))
    return tuple(markers)


def _range(values: list[float], side_m: float) -> tuple[float, float]:
    low, high = min(values), max(values)
    spare = max(0.0, side_m - (high - low)) / 2 + MARGIN_M
    return low - spare, high + spare


def _ticks(low: float, high: float, step: float) -> list[float]:
    first, last = math.ceil(low / step), math.floor(high / step)
    return [i * step for i in range(first, last + 1)]
