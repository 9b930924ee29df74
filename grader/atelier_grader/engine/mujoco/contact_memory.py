"""MuJoCo's contact array as it stands in memory."""

from __future__ import annotations

import ctypes
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


class ContactMemory:
    """Views of the contact array, which stands at the start of MuJoCo's arena for good.

    They have room for all contacts that fit; a step's `ncon` are valid. Asking `MjData` for each
    field at each step would cost a fifth of the step. Where the fields are is learned from
    MuJoCo's own views, so a new version's layout does no harm.
    """

    positions: Floats
    """(room, 3), m, in the world."""
    frames: Floats
    """(room, 9): normal and two tangents."""

    def __init__(self, data: Any) -> None:
        """`data` must hold at least one contact."""
        contact = data.contact
        base = contact.dist.ctypes.data
        stride = int(contact.geom.strides[0])
        first: int = contact.dim.ctypes.data - base
        last: int = contact.efc_address.ctypes.data - base
        geom, position, frame = (
            int(field.ctypes.data - base) for field in (contact.geom, contact.pos, contact.frame)
        )
        known = 0 <= first < geom < last < stride
        if not known or not all(0 <= at < stride for at in (position, frame)):
            raise RuntimeError("MuJoCo's contact layout is not understood")
        room = data.narena // stride
        memory = (ctypes.c_uint8 * (room * stride)).from_address(base)
        size = np.dtype(np.int32).itemsize
        shape, steps = (room, (last - first) // size + 1), (stride, size)
        self._kinds: npt.NDArray[np.int32] = np.ndarray(shape, np.int32, memory, first, steps)
        self.positions, self.frames = (
            np.ndarray((room, count), np.float64, memory, at, (stride, 8))
            for at, count in ((position, 3), (frame, 9))
        )

    def kinds(self, count: int) -> bytes:
        """Equal for steps in which the same geoms touch and their rows stand at the same places.

        It covers what stands from each contact's dimension to its force's address: geoms, too.
        """
        return self._kinds[:count].tobytes()
