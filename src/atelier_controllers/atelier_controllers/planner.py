"""The cheapest way through a costmap: A* on its cells."""

from __future__ import annotations

import heapq
import math

import numpy as np

from atelier_controllers.costmap import COLUMNS, LETHAL, ROWS, Costmap, cell, centre

FACTOR = (1.0, 2.0, 8.0)
"""How much dearer a metre is on free, near and tight cells."""

MOVES = [
    (row * COLUMNS + column, math.hypot(row, column))
    for row in (-1, 0, 1)
    for column in (-1, 0, 1)
    if row or column
]


def plan(costmap: Costmap, start: tuple[float, float], goal: tuple[float, float]) -> np.ndarray:
    """Points (n, 2) from `start` to `goal` in the map frame; empty if there is no way.

    The outermost cells lie in the walls and are lethal, so that no move leaves the grid.
    """
    first, last = (int(row) * COLUMNS + int(column) for row, column in (cell(*start), cell(*goal)))
    goal_row, goal_column = divmod(last, COLUMNS)
    levels = costmap.levels.tobytes()
    cost = [math.inf] * (ROWS * COLUMNS)
    came_from = {first: first}
    cost[first] = 0.0
    queue = [(0.0, first)]
    while queue:
        _, here = heapq.heappop(queue)
        if here == last:
            break
        so_far = cost[here]
        for step, length in MOVES:
            there = here + step
            level = levels[there]
            if level == LETHAL:
                continue
            reached = so_far + length * FACTOR[level]
            if reached < cost[there]:
                cost[there] = reached
                came_from[there] = here
                row, column = divmod(there, COLUMNS)
                rows, columns = abs(row - goal_row), abs(column - goal_column)
                # The octile distance never exceeds the true cost: the way found is the best.
                rest = max(rows, columns) + 0.41421356 * min(rows, columns)
                heapq.heappush(queue, (reached + rest, there))
    else:
        return np.empty((0, 2))
    cells = [last]
    while cells[-1] != first:
        cells.append(came_from[cells[-1]])
    points = np.stack(centre(*np.divmod(np.array(cells[::-1]), COLUMNS)), axis=1)
    points[0], points[-1] = start, goal
    return points
