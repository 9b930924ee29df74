"""Lengths and directions."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]


def vector_norm(data: Any, axis: int | None = None, out: Array | None = None) -> Any:
    """The Euclidean length along `axis`, of all of it without one; None if put into `out`."""
    squares = np.square(np.asarray(data, np.float64))
    length = np.sqrt(np.sum(squares, axis=axis))
    if out is None:
        return float(length) if np.ndim(length) == 0 else length
    out[...] = length
    return None


def unit_vector(data: Any, axis: int | None = None, out: Array | None = None) -> Any:
    """`data` divided by its length along `axis`; None if put into `out`."""
    values = np.asarray(data, np.float64)
    unit = values / np.sqrt(np.sum(np.square(values), axis=axis, keepdims=axis is not None))
    if out is None:
        return unit
    out[...] = unit
    return None


def random_vector(size: int | tuple[int, ...]) -> Array:
    """Uniform in [0, 1)."""
    return np.random.default_rng().random(size)
