"""MuJoCo's contact array as raw bytes."""

from __future__ import annotations

import ctypes
from typing import Any

import numpy as np
import numpy.typing as npt

Rows = npt.NDArray[np.uint8]

_MAX_CONTACTS = 4096


class ContactMemory:
    """One row of bytes a contact. The array stands at the start of MuJoCo's arena for good.

    Asking `MjData` for each field at each step would cost a fifth of the step; one copy of the
    rows costs a fiftieth. Where the fields are is learned from MuJoCo's own views, so a new
    version's layout does no harm.
    """

    def __init__(self, data: Any) -> None:
        """`data` must hold at least one contact."""
        contact = data.contact
        base = contact.dist.ctypes.data
        self._stride = int(contact.geom.strides[0])
        self._geom_at: int = contact.geom.ctypes.data - base
        self._position_at: int = contact.pos.ctypes.data - base
        self._address_at: int = contact.efc_address.ctypes.data - base
        if not 0 <= min(self._geom_at, self._position_at, self._address_at) < self._stride:
            raise RuntimeError("MuJoCo's contact layout is not understood")
        size = min(data.narena // self._stride, _MAX_CONTACTS) * self._stride
        memory = (ctypes.c_uint8 * size).from_address(base)
        self._all = np.frombuffer(memory, np.uint8).reshape(-1, self._stride)

    def copy(self, count: int) -> Rows:
        """The first `count` contacts as they are now."""
        rows: Rows = self._all[:count].copy()
        return rows

    def layout(self, rows: Rows) -> Rows:
        """The bytes from the geoms to the force's address: equal where pairs and places are."""
        begin = min(self._geom_at, self._address_at)
        return rows[..., begin : max(self._geom_at + 8, self._address_at + 4)]

    def geoms(self, rows: Rows) -> npt.NDArray[np.int32]:
        """(n, 2)."""
        found: npt.NDArray[np.int32] = _as(rows, self._geom_at, 2, np.int32)
        return found

    def addresses(self, rows: Rows) -> npt.NDArray[np.int32]:
        """(n,), into efc_force; -1 where the contact exerts no force."""
        found: npt.NDArray[np.int32] = _as(rows, self._address_at, 1, np.int32).ravel()
        return found

    def positions(self, rows: Rows) -> npt.NDArray[np.float64]:
        """(n, 3), m, in the world."""
        found: npt.NDArray[np.float64] = _as(rows, self._position_at, 3, np.float64)
        return found


def _as(rows: Rows, start: int, count: int, kind: Any) -> Any:
    size = np.dtype(kind).itemsize * count
    return np.ascontiguousarray(rows[..., start : start + size]).view(kind)
