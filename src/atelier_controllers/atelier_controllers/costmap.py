"""Which parts of the hall the robot's centre may enter, as a grid that the lidar fills in."""

from __future__ import annotations

import math

import numpy as np

from atelier_controllers import hall

CELL_M = 0.2
ROWS, COLUMNS = 70, 100  # y, x
CORNER = np.array([-COLUMNS, -ROWS]) * CELL_M / 2

FREE, NEAR, TIGHT, LETHAL = 0, 1, 2, 3
REACH_M = {NEAR: 0.65, TIGHT: 0.46, LETHAL: 0.37}
"""A cell is so close to an obstacle; the robot's corners are 0.334 m from its centre."""


class Costmap:
    """Grid of levels over the hall, its first cell in the south-west corner."""

    FINE_M = 0.05
    STAMP = np.stack(np.meshgrid(np.arange(-4, 5), np.arange(-4, 5)), axis=-1).reshape(-1, 2)

    def __init__(self) -> None:
        self.levels = np.zeros((ROWS, COLUMNS), np.uint8)
        self._seen = np.zeros((ROWS * 4 + 1, COLUMNS * 4 + 1), bool)
        column, row = np.meshgrid(np.arange(COLUMNS), np.arange(ROWS))
        x, y = centre(row, column)
        gaps = [np.minimum(hall.X_MAX - np.abs(x), hall.Y_MAX - np.abs(y))]
        for west, south, east, north in hall.RACKS:
            dx = np.maximum(np.maximum(west - x, x - east), 0.0)
            dy = np.maximum(np.maximum(south - y, y - north), 0.0)
            gaps.append(np.hypot(dx, dy))
        self.levels = _level(np.minimum.reduce(gaps))

    def add(self, points: np.ndarray) -> bool:
        """Mark returns (n, 2), in the map frame. True if any of them is new."""
        fine = np.floor((points - CORNER) / self.FINE_M)
        column, row = fine.astype(int).T
        inside = (row >= 0) & (row < ROWS * 4) & (column >= 0) & (column < COLUMNS * 4)
        inside[inside] = ~self._seen[row[inside], column[inside]]
        if not inside.any():
            return False
        self._seen[row[inside], column[inside]] = True
        near = np.array(cell(*points[inside].T)).T[:, None, ::-1] + self.STAMP
        columns, rows = near[..., 0].clip(0, COLUMNS - 1), near[..., 1].clip(0, ROWS - 1)
        x, y = centre(rows, columns)
        gap = np.hypot(x - points[inside, :1], y - points[inside, 1:])
        np.maximum.at(self.levels, (rows, columns), _level(gap))
        return True


def cell(x: np.ndarray | float, y: np.ndarray | float) -> tuple[np.ndarray, np.ndarray]:
    """Row and column of the cells that hold points of the map."""
    row = np.floor(np.asarray(y) / CELL_M + ROWS / 2).astype(int)
    column = np.floor(np.asarray(x) / CELL_M + COLUMNS / 2).astype(int)
    return row.clip(0, ROWS - 1), column.clip(0, COLUMNS - 1)


def centre(row: np.ndarray, column: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """x and y of the centres of cells."""
    return (column + 0.5 - COLUMNS / 2) * CELL_M, (row + 0.5 - ROWS / 2) * CELL_M


def _level(gap_m: np.ndarray) -> np.ndarray:
    levels = np.zeros(gap_m.shape, np.uint8)
    for level, reach in REACH_M.items():
        levels[gap_m < reach] = level
    return levels


assert max(REACH_M.values()) < (4 - math.sqrt(0.5)) * CELL_M  # the stamp covers every level
