"""Which collisions touched, over many steps, at little cost to each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from atelier_grader.engine.mujoco.contact_memory import ContactMemory, Rows
from atelier_grader.engine.mujoco.flat import Flat
from atelier_grader.engine.protocol import Contact

Forces = npt.NDArray[np.float64]
Pair = tuple[str, str]

_NO_MODEL = -1
_NO_ROWS: Rows = np.zeros((0, 0), np.uint8)
_NO_FORCES: Forces = np.zeros(0)


@dataclass
class Cursor:
    """How far a reader has read: an index into the steps since time 0."""

    step: int


@dataclass(frozen=True)
class _Layout:
    """One constellation of n contacts between p pairs, and where the forces stand in efc_force.

    `member` (n, p) is 1 where the contact belongs to the pair.
    """

    pairs: list[Pair]
    member: npt.NDArray[np.float64]
    address: npt.NDArray[np.int32]


class ContactHistory:
    """Raw contacts of each step, kept until every cursor has passed them.

    A step is recorded by two memory copies; names, forces and pairs are worked out on demand.
    """

    def __init__(self, model: Any, data: Any, flat: Flat) -> None:
        self._data = data
        self._cursors: list[Cursor] = []
        self._rows: list[Rows] = []
        self._forces: list[Forces] = []
        self._first = 0
        self._memory: ContactMemory | None = None
        # Pieces of one collision are named `collision#1` and so on.
        self._names = [model.geom(i).name.partition("#")[0] for i in range(model.ngeom)]
        self._group = _model_of_geoms(model, flat)
        self._static = np.array(model.body_weldid[model.geom_bodyid] == 0)
        self._layouts: dict[bytes, _Layout] = {}

    def cursor(self) -> Cursor:
        """A new reader, who reads what happens from now on."""
        cursor = Cursor(self._first + len(self._rows))
        self._cursors.append(cursor)
        return cursor

    def record(self) -> None:
        """Keep the contacts of the step that was just made. Does nothing without a reader."""
        if not self._cursors:
            return
        data = self._data
        count = data.ncon
        if not count:
            self._rows.append(_NO_ROWS)
            self._forces.append(_NO_FORCES)
            return
        if self._memory is None:
            self._memory = ContactMemory(data)
        self._rows.append(self._memory.copy(count))
        self._forces.append(data.efc_force.copy())

    def move(self, cursor: Cursor) -> None:
        """The reader has read all; steps that nobody needs any more are dropped."""
        cursor.step = self._first + len(self._rows)
        keep = min(c.step for c in self._cursors) - self._first
        if keep > 0:
            del self._rows[:keep], self._forces[:keep]
            self._first += keep

    def since(self, cursor: Cursor) -> Sequence[Contact]:
        """Pairs that touched after the cursor, each at its largest force, sorted by name."""
        found: dict[Pair, Contact] = {}
        for rows, forces in self._alike(cursor.step - self._first):
            self._merge(found, rows, forces)
        return [found[pair] for pair in sorted(found)]

    def _alike(self, start: int) -> Iterator[tuple[Rows, Forces]]:
        """Blocks of successive steps with one layout: rows (k, n, bytes), forces (k, m)."""
        steps = zip(self._rows[start:], self._forces[start:], strict=True)
        for (count, _), group in groupby(steps, key=_sizes):
            if not count:
                continue
            some_rows, some_forces = zip(*group, strict=True)
            rows = np.concatenate(some_rows).reshape(len(some_rows), count, -1)
            forces = np.concatenate(some_forces).reshape(len(some_forces), -1)
            memory = self._memory
            assert memory is not None
            layout = memory.layout(rows)
            if (layout == layout[0]).all():
                yield rows, forces
                continue
            changed = (layout[1:] != layout[:-1]).any(axis=(1, 2))
            ends = [0, *(np.flatnonzero(changed) + 1).tolist(), len(rows)]
            for begin, end in pairwise(ends):
                yield rows[begin:end], forces[begin:end]

    def _merge(self, found: dict[Pair, Contact], rows: Rows, forces: Forces) -> None:
        memory = self._memory
        assert memory is not None
        key = memory.layout(rows[0]).tobytes()
        layout = self._layouts.get(key)
        if layout is None:
            layout = self._layouts[key] = self._new_layout(memory, rows[0])
        if not layout.pairs:
            return
        # A contact without a constraint, in the gap, has address -1 and takes the last column.
        padded = np.zeros((len(forces), forces.shape[1] + 1))
        padded[:, :-1] = forces
        normal = padded[:, layout.address]
        total = normal @ layout.member
        steps = total.argmax(axis=0)
        ahead = np.arange(len(steps))
        largest = total[steps, ahead].tolist()
        # Where a pair touches at several points, the strongest stands for it.
        strongest = (normal[steps].T * layout.member).argmax(axis=0)
        positions = memory.positions(rows[steps, strongest])
        for pair, force_n, position in zip(layout.pairs, largest, positions, strict=True):
            known = found.get(pair)
            if known is None or force_n > known.force_n:
                found[pair] = Contact(pair[0], pair[1], position, force_n)

    def _new_layout(self, memory: ContactMemory, rows: Rows) -> _Layout:
        pairs: dict[Pair, list[int]] = {}
        for column, (one, two) in enumerate(memory.geoms(rows).tolist()):
            both_static = self._static[one] and self._static[two]
            if both_static or self._group[one] == self._group[two]:
                continue
            first, second = sorted((self._names[one], self._names[two]))
            pairs.setdefault((first, second), []).append(column)
        member = np.zeros((len(rows), len(pairs)))
        for index, columns in enumerate(pairs.values()):
            member[columns, index] = 1.0
        return _Layout(list(pairs), member, memory.addresses(rows))


def _sizes(step: tuple[Rows, Forces]) -> tuple[int, int]:
    rows, forces = step
    return len(rows), len(forces)


def _model_of_geoms(model: Any, flat: Flat) -> npt.NDArray[np.int64]:
    """For each geom the number of its outermost model."""
    tops = {name: index for index, name in enumerate(flat.models)}
    owners = {
        f"{link.name}::{collision.name}": tops[link.owner.top]
        for link in flat.links.values()
        for collision in link.link.collisions
    }
    names = (model.geom(i).name.partition("#")[0] for i in range(model.ngeom))
    return np.array([owners.get(name, _NO_MODEL) for name in names], np.int64)
