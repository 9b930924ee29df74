"""What a plane cuts of triangles: segments between shared points."""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot

import numpy as np
import numpy.typing as npt

from atelier_grader.sdf.pose import Transform, Vector

Index = npt.NDArray[np.int64]

_SAME_M = 1e-9
_STRAIGHT = 1e-9


@dataclass(frozen=True)
class Outline:
    """Points (m,) in the plane, m; segment i goes from point first[i] to second[i] (n,).

    From outside of the solid, each segment runs to the right.
    """

    x: Vector
    y: Vector
    first: Index
    second: Index

    def moved(self, xx: float, xy: float, yx: float, yy: float, tx: float, ty: float) -> Outline:
        """Every point p as (xx p.x + xy p.y + tx, yx p.x + yy p.y + ty)."""
        x = xx * self.x + xy * self.y + tx
        y = yx * self.x + yy * self.y + ty
        return Outline(x, y, self.first, self.second)


def join(parts: list[Outline]) -> Outline:
    sizes = np.cumsum([0, *(len(part.x) for part in parts)])[:-1].tolist()
    return Outline(
        np.concatenate([part.x for part in parts]),
        np.concatenate([part.y for part in parts]),
        np.concatenate([part.first + at for part, at in zip(parts, sizes, strict=True)]),
        np.concatenate([part.second + at for part, at in zip(parts, sizes, strict=True)]),
    )


def cut(triangles: Vector, pose: Transform) -> Outline:
    """Where triangles cross the plane z = 0 of a frame in which theirs has the pose `pose`.

    `triangles` (axis, corner, n), corners counter-clockwise as seen from outside.
    """
    matrix, (tx, ty, tz) = pose.matrix, pose.position.tolist()
    x, y, z = triangles
    height = matrix[2, 0] * x + matrix[2, 1] * y + matrix[2, 2] * z + tz
    above = height > 0
    number = above[0].astype(np.int8) + above[1] + above[2]
    crossing = np.flatnonzero((number == 1) | (number == 2))
    count = len(crossing)
    x, y, z, height, above = (part[:, crossing] for part in (x, y, z, height, above))
    px = matrix[0, 0] * x + matrix[0, 1] * y + matrix[0, 2] * z + tx
    py = matrix[1, 0] * x + matrix[1, 1] * y + matrix[1, 2] * z + ty
    # The corner that is alone on its side of the plane; the edges to the other two are cut.
    alone = np.where(above[0] == above[1], 2, np.where(above[0] == above[2], 1, 0))
    column = np.arange(count)
    upper = above[alone, column]
    h = height[alone, column]
    ends: list[Vector] = []
    for turn in (1, 2):
        # A lone upper corner's edges are met from left to right, a lower one's from right to left.
        other = (alone + np.where(upper, turn, 3 - turn)) % 3
        share = h / (h - height[other, column])
        for p in (px, py):
            start = p[alone, column]
            ends.append(start + share * (p[other, column] - start))
    x0, y0, x1, y1 = ends
    return Outline(np.concatenate([x0, x1]), np.concatenate([y0, y1]), column, column + count)


def simplified(outline: Outline) -> Outline:
    """The same outline with equal points shared, and straight runs of segments as one segment."""
    points, index = np.unique(
        np.round(np.stack([outline.x, outline.y], axis=1) / _SAME_M), axis=0, return_inverse=True
    )
    points *= _SAME_M
    place = index.ravel().tolist()
    following: dict[int, list[int]] = {}
    before: dict[int, list[int]] = {}
    pairs = zip(outline.first.tolist(), outline.second.tolist(), strict=True)
    for first, second in ((place[one], place[two]) for one, two in pairs):
        if first != second:
            following.setdefault(first, []).append(second)
            before.setdefault(second, []).append(first)
    for point in range(len(points)):
        ahead, behind = following.get(point, []), before.get(point, [])
        if len(ahead) == len(behind) == 1 and _straight(points[[behind[0], point, ahead[0]]]):
            first, second = behind[0], ahead[0]
            following[first][following[first].index(point)] = second
            before[second][before[second].index(point)] = first
            following[point], before[point] = [], []
    segments = [(one, two) for one, ahead in following.items() for two in ahead]
    ends = np.array(segments, np.int64).reshape(-1, 2)
    used, ends = np.unique(ends, return_inverse=True)
    first, second = ends.reshape(-1, 2).T
    return Outline(points[used, 0], points[used, 1], first, second)


def _straight(points: Vector) -> bool:
    """The middle one of three points lies between the others, on their line."""
    (ax, ay), (bx, by), (cx, cy) = points.tolist()
    ux, uy, vx, vy = bx - ax, by - ay, cx - bx, cy - by
    lengths = hypot(ux, uy) * hypot(vx, vy)
    return bool(abs(ux * vy - uy * vx) <= _STRAIGHT * lengths and ux * vx + uy * vy > 0)
