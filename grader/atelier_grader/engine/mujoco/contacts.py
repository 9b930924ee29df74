"""Which collisions touched, over many steps, at little cost to each."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import mujoco
import numpy as np
import numpy.typing as npt

from atelier_grader.engine.mujoco.flat import Flat
from atelier_grader.engine.protocol import Contact

_NO_MODEL = -1
_MAX_CONTACTS = 4096


@dataclass
class Cursor:
    """How far a reader has read: an index into the steps since time 0."""

    step: int


class ContactHistory:
    """Raw contacts of each step, kept until every cursor has passed them.

    A step is recorded by two memory copies; names, forces and pairs are worked out on demand.
    """

    def __init__(self, model: Any, data: Any, flat: Flat) -> None:
        self._model, self._data = model, data
        self._cursors: list[Cursor] = []
        self._rows: list[npt.NDArray[np.uint8]] = []
        self._forces: list[npt.NDArray[np.float64]] = []
        self._first = 0
        self._memory: _ContactMemory | None = None
        self._names = [model.geom(i).name for i in range(model.ngeom)]
        self._group = _model_of_geoms(model, flat)
        self._static = np.array(model.geom_bodyid[:] == 0)
        self._columns: dict[bytes, _Columns] = {}

    def cursor(self) -> Cursor:
        """A new reader, who reads what happens from now on."""
        cursor = Cursor(self._first + len(self._rows))
        self._cursors.append(cursor)
        return cursor

    def record(self) -> None:
        """Keep the contacts of the step that was just made. Does nothing without a reader."""
        if not self._cursors:
            return
        count = self._data.ncon
        if count and self._memory is None:
            self._memory = _ContactMemory(self._data)
        self._rows.append(self._memory.copy(count) if self._memory and count else _NOTHING)
        self._forces.append(self._data.efc_force.copy())

    def move(self, cursor: Cursor) -> None:
        """The reader has read all; steps that nobody needs any more are dropped."""
        cursor.step = self._first + len(self._rows)
        keep = min(c.step for c in self._cursors) - self._first
        if keep > 0:
            del self._rows[:keep], self._forces[:keep]
            self._first += keep

    def since(self, cursor: Cursor) -> Sequence[Contact]:
        """Pairs that touched after the cursor, each at its largest force, sorted by name."""
        start = cursor.step - self._first
        rows, forces = self._rows[start:], self._forces[start:]
        found: dict[tuple[str, str], Contact] = {}
        index = 0
        while index < len(rows):
            end = index + 1
            if len(rows[index]):
                memory = self._memory
                assert memory is not None
                key = memory.key(rows[index])
                while (
                    end < len(rows)
                    and len(rows[end]) == len(rows[index])
                    and len(forces[end]) == len(forces[index])
                    and memory.key(rows[end]) == key
                ):
                    end += 1
                self._add(found, memory, key, rows[index:end], forces[index:end])
            index = end
        return [found[pair] for pair in sorted(found)]

    def _add(
        self,
        found: dict[tuple[str, str], Contact],
        memory: _ContactMemory,
        key: bytes,
        rows: list[npt.NDArray[np.uint8]],
        forces: list[npt.NDArray[np.float64]],
    ) -> None:
        """Merge steps whose contacts have the same pairs in the same places."""
        columns = self._columns.get(key)
        if columns is None:
            columns = self._columns[key] = self._find_columns(memory, rows[0])
        if not columns.pairs:
            return
        normal = np.zeros((len(forces), len(columns.address)))
        if columns.active.any():
            normal = np.array(forces)[:, columns.address] * columns.active
        for pair, members in columns.pairs:
            total = normal[:, members].sum(axis=1)
            step = int(total.argmax())
            force_n = float(total[step])
            known = found.get(pair)
            if known is None or force_n > known.force_n:
                at = members[int(normal[step, members].argmax())]
                found[pair] = Contact(*pair, memory.position(rows[step][at]), force_n)

    def _find_columns(self, memory: _ContactMemory, rows: npt.NDArray[np.uint8]) -> _Columns:
        geoms, address = memory.geoms(rows), memory.addresses(rows)
        pairs: dict[tuple[str, str], list[int]] = {}
        for column, (one, two) in enumerate(geoms.tolist()):
            both_static = self._static[one] and self._static[two]
            if both_static or self._group[one] == self._group[two]:
                continue
            first, second = sorted((self._names[one], self._names[two]))
            pairs.setdefault((first, second), []).append(column)
        return _Columns(
            [(pair, np.array(members)) for pair, members in pairs.items()],
            np.maximum(address, 0),
            (address >= 0).astype(np.float64),
        )


@dataclass(frozen=True)
class _Columns:
    """For one constellation: each pair's contacts, and the normal force's place in efc_force."""

    pairs: list[tuple[tuple[str, str], npt.NDArray[np.int64]]]
    address: npt.NDArray[np.int32]
    active: npt.NDArray[np.float64]


_NOTHING = np.zeros((0, 0), np.uint8)


class _ContactMemory:
    """MuJoCo's contact array as raw rows; it stands at the start of the arena for good.

    Asking `MjData` for four fields at each step would cost as much as a fifth of the step.
    """

    def __init__(self, data: Any) -> None:
        contact = data.contact
        geom, position, address = contact.geom, contact.pos, contact.efc_address
        self._stride = geom.strides[0]
        self._base = contact.dist.ctypes.data
        self._geom_at: int = geom.ctypes.data - self._base
        self._position_at: int = position.ctypes.data - self._base
        self._address_at: int = address.ctypes.data - self._base
        size = min(data.narena // self._stride, _MAX_CONTACTS) * self._stride
        memory = (ctypes.c_uint8 * size).from_address(self._base)
        self._all = np.frombuffer(memory, np.uint8).reshape(-1, self._stride)

    def copy(self, count: int) -> npt.NDArray[np.uint8]:
        rows: npt.NDArray[np.uint8] = self._all[:count].copy()
        return rows

    def key(self, rows: npt.NDArray[np.uint8]) -> bytes:
        """Equal keys: the same pairs of geoms, with their forces in the same places."""
        ends = np.concatenate([self.geoms(rows).ravel(), self.addresses(rows)])
        return bytes(ends.tobytes())

    def geoms(self, rows: npt.NDArray[np.uint8]) -> npt.NDArray[np.int32]:
        raw: npt.NDArray[np.int32] = (
            rows[:, self._geom_at : self._geom_at + 8].copy().view(np.int32)
        )
        return raw

    def addresses(self, rows: npt.NDArray[np.uint8]) -> npt.NDArray[np.int32]:
        raw = rows[:, self._address_at : self._address_at + 4].copy()
        found: npt.NDArray[np.int32] = raw.view(np.int32).ravel()
        return found

    def position(self, row: npt.NDArray[np.uint8]) -> npt.NDArray[np.float64]:
        raw = row[self._position_at : self._position_at + 24].copy()
        found: npt.NDArray[np.float64] = raw.view(np.float64)
        return found


def _model_of_geoms(model: Any, flat: Flat) -> npt.NDArray[np.int64]:
    """For each geom the number of its outermost model."""
    tops = {name: index for index, name in enumerate(flat.models)}
    found = np.full(model.ngeom, _NO_MODEL)
    for link in flat.links.values():
        for collision in link.link.collisions:
            name = f"{link.name}::{collision.name}"
            geom = mujoco.mj_name2id(model, mujoco.mjtObj.mjOBJ_GEOM, name)
            found[geom] = tops[link.owner.top]
    return found
