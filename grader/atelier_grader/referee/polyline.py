"""Paths on the floor: declared as points, or as a CSV file beside the mission."""

from __future__ import annotations

import csv
import math
from pathlib import Path

from pydantic import Field, model_validator
from typing_extensions import Self

from atelier_grader.mission.declaration import Declaration, Many, Point
from atelier_grader.mission.errors import MissionError


class Polyline(Declaration):
    """Straight segments between points in the world frame; `file` has columns x_m and y_m."""

    points: Many[Point] | None = Field(default=None, min_length=2)
    file: str | None = None

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if (self.points is None) == (self.file is None):
            raise ValueError("expected either `points` or `file`")
        return self

    def read(self, folder: Path) -> list[Point]:
        """The points, without repeated ones. Raises `MissionError` on an unusable file."""
        points = self.points or _read_csv(folder / str(self.file))
        distinct = [point for i, point in enumerate(points) if i == 0 or point != points[i - 1]]
        if len(distinct) < 2:
            raise MissionError(f"{self.file or 'points'}: expected 2 distinct points or more")
        return distinct


def _read_csv(path: Path) -> tuple[Point, ...]:
    try:
        with path.open(newline="", encoding="utf-8") as stream:
            rows = csv.DictReader(stream)
            names = list(rows.fieldnames or ())
            if not {"x_m", "y_m"} <= set(names):
                raise MissionError(f"{path}:1: expected columns x_m and y_m, got {names}")
            points = []
            for row in rows:
                try:
                    point = float(row["x_m"]), float(row["y_m"])
                except (TypeError, ValueError):
                    point = math.nan, math.nan
                if not (math.isfinite(point[0]) and math.isfinite(point[1])):
                    raise MissionError(f"{path}:{rows.line_num}: expected two numbers, got {row}")
                points.append(point)
    except (OSError, UnicodeDecodeError) as error:
        raise MissionError(f"{path}: cannot read the polyline: {error}") from None
    return tuple(points)
