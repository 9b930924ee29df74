"""Which collisions touched, over many steps, at little cost to each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from atelier_grader.engine.mujoco.contact_memory import ContactMemory, Floats
from atelier_grader.engine.mujoco.flat import Flat
from atelier_grader.engine.protocol import Contact

Pair = tuple[str, str]

_NO_MODEL = -1
_NONE: Floats = np.zeros(0)
_MAX_LAYOUTS = 1000


@dataclass
class Cursor:
    """How far a reader has read: an index into the steps since time 0."""

    step: int


@dataclass(frozen=True)
class _Layout:
    """One constellation of n contacts between p pairs, and where the forces stand in efc_force.

    `member` (n, p) is 1 where the contact belongs to the pair. A contact without a constraint, in
    the gap, has address -1; `gap` says that there are some.
    """

    pairs: list[Pair]
    member: Floats
    address: npt.NDArray[np.int32]
    gap: bool


class _Step(NamedTuple):
    """The contacts of one step: which they are, where, and the forces of all constraints."""

    layout: _Layout
    positions: Floats
    forces: Floats


_UNTOUCHED = _Step(_Layout([], np.zeros((0, 0)), np.zeros(0, np.int32), False), _NONE, _NONE)


class ContactHistory:
    """Raw contacts of each step, kept until every cursor has passed them.

    A step is recorded by three memory copies; names, forces and pairs are worked out on demand.
    """

    def __init__(self, model: Any, data: Any, flat: Flat) -> None:
        self._data = data
        self._cursors: list[Cursor] = []
        self._steps: list[_Step] = []
        self._first = 0
        self._memory: ContactMemory | None = None
        # Pieces of one collision are named `collision#1` and so on.
        self._names = [model.geom(i).name.partition("#")[0] for i in range(model.ngeom)]
        self._group = _model_of_geoms(model, flat)
        self._static = np.array(model.body_weldid[model.geom_bodyid] == 0)
        self._layouts: dict[bytes, _Layout] = {}
        self._latest = b""

    def cursor(self) -> Cursor:
        """A new reader, who reads what happens from now on."""
        cursor = Cursor(self._first + len(self._steps))
        self._cursors.append(cursor)
        return cursor

    def record(self) -> None:
        """Keep the contacts of the step that was just made. Does nothing without a reader."""
        if not self._cursors:
            return
        data = self._data
        count = data.ncon
        if not count:
            self._steps.append(_UNTOUCHED)
            return
        memory = self._memory
        if memory is None:
            memory = self._memory = ContactMemory(data)
        kinds = memory.kinds(count)
        layout = self._layouts.get(kinds) or self._learn(kinds, data.contact)
        positions, forces = memory.positions[:count].copy(), data.efc_force.copy()
        self._steps.append(_Step(layout, positions, forces))

    def move(self, cursor: Cursor) -> None:
        """The reader has read all; steps that nobody needs any more are dropped."""
        cursor.step = self._first + len(self._steps)
        keep = min(c.step for c in self._cursors) - self._first
        if keep > 0:
            del self._steps[:keep]
            self._first += keep

    def since(self, cursor: Cursor) -> Sequence[Contact]:
        """Pairs that touched after the cursor, each at its largest force, sorted by name."""
        found: dict[Pair, Contact] = {}
        for _, alike in groupby(self._steps[cursor.step - self._first :], key=_constellation):
            _merge(found, list(alike))
        return [found[pair] for pair in sorted(found)]

    def _learn(self, kinds: bytes, contact: Any) -> _Layout:
        """The layout of the present step."""
        pairs: dict[Pair, list[int]] = {}
        for column, (one, two) in enumerate(contact.geom.tolist()):
            both_static = self._static[one] and self._static[two]
            if both_static or self._group[one] == self._group[two]:
                continue
            first, second = sorted((self._names[one], self._names[two]))
            pairs.setdefault((first, second), []).append(column)
        address = contact.efc_address.copy()
        member = np.zeros((len(address), len(pairs)))
        for index, columns in enumerate(pairs.values()):
            member[columns, index] = 1.0
        if len(self._layouts) >= _MAX_LAYOUTS:
            self._layouts.clear()
        layout = _Layout(list(pairs), member, address, bool((address < 0).any()))
        self._layouts[kinds] = layout
        return layout


def _constellation(step: _Step) -> tuple[int, int]:
    return id(step.layout), len(step.forces)


def _merge(found: dict[Pair, Contact], alike: list[_Step]) -> None:
    """Take in successive steps of one layout."""
    layout = alike[0].layout
    if not layout.pairs:
        return
    forces = np.concatenate([step.forces for step in alike]).reshape(len(alike), -1)
    if layout.gap:
        forces = np.pad(forces, ((0, 0), (0, 1)))
    normal = forces[:, layout.address]
    total = normal @ layout.member
    steps = total.argmax(axis=0)
    largest = total[steps, np.arange(len(steps))].tolist()
    # Where a pair touches at several points, the strongest stands for it.
    strongest = (normal[steps].T * layout.member).argmax(axis=0).tolist()
    places = zip(steps.tolist(), strongest, strict=True)
    for pair, force_n, (step, contact) in zip(layout.pairs, largest, places, strict=True):
        known = found.get(pair)
        if known is None or force_n > known.force_n:
            found[pair] = Contact(pair[0], pair[1], alike[step].positions[contact], force_n)


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
