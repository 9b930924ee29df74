"""Height images as grids of heights."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np

from atelier_grader.sdf.error import Place, SdfError
from atelier_grader.sdf.geometry import Heightmap
from atelier_grader.sdf.pose import Vector

_MAX_SIDE = 257


def heights(heightmap: Heightmap, place: Place) -> Vector:
    """(rows, columns) in m, from -y to +y and from -x to +x; the brightest pixel is the highest.

    Images of more than 257 pixels a side are thinned out. Raises `SdfError` on an unusable image.
    """
    try:
        grey = _read(heightmap.path)
    except ValueError as error:
        raise SdfError(place, f"heightmap '{heightmap.path.name}': {error}") from None
    rows, columns = (
        np.linspace(0, side - 1, min(side, _MAX_SIDE)).round().astype(np.intp)
        for side in grey.shape
    )
    brightest = float(grey.max()) or 1.0
    thinned: Vector = grey[np.ix_(rows, columns)][::-1] * (float(heightmap.size[2]) / brightest)
    return thinned


def surface(heightmap: Heightmap, place: Place) -> Vector:
    """The upper side as triangles (n, 3 corners, 3), m."""
    grid = heights(heightmap, place)
    rows, columns = grid.shape
    x, y = (np.linspace(-0.5, 0.5, n) * s for n, s in ((columns, heightmap.size[0]),
                                                       (rows, heightmap.size[1])))  # fmt: skip
    points = np.stack([*np.meshgrid(x, y), grid], axis=-1) + heightmap.position
    a, b = points[:-1, :-1].reshape(-1, 3), points[:-1, 1:].reshape(-1, 3)
    c, d = points[1:, 1:].reshape(-1, 3), points[1:, :-1].reshape(-1, 3)
    return np.concatenate([np.stack([a, b, c], axis=1), np.stack([a, c, d], axis=1)])


@lru_cache(maxsize=8)
def _read(path: Path) -> Vector:
    import cv2

    image = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE | cv2.IMREAD_ANYDEPTH)
    if image is None:
        raise ValueError("not an image that can be read")
    if min(image.shape) < 2:
        raise ValueError(f"expected 2 pixels a side or more, got {image.shape}")
    return np.asarray(image, np.float64)
