"""Bodies that begin inside each other."""

from __future__ import annotations

from collections.abc import Iterator

import mujoco

from atelier_grader.engine.mujoco.engine import MujocoEngine
from atelier_grader.engine.mujoco.flat import FlatLink
from atelier_grader.sdf.collision import Collision
from atelier_grader.validation import words
from atelier_grader.validation.finding import Finding

MAX_DEPTH_M = 0.001


def overlaps(engine: MujocoEngine) -> Iterator[Finding]:
    """Pairs of collisions of different models, at least one moving, deeper than a millimetre."""
    model = engine.simulation.model
    data = mujoco.MjData(model)
    mujoco.mj_forward(model, data)
    named = _collisions(engine)
    deepest: dict[tuple[str, str], float] = {}
    for index in range(data.ncon):
        contact = data.contact[index]
        one, two = (model.geom(geom).name for geom in contact.geom.tolist())
        if one not in named or two not in named:
            continue
        first, second = sorted((one, two))
        if named[first][0].owner.top != named[second][0].owner.top:
            depth_m = -float(contact.dist)
            deepest[first, second] = max(depth_m, deepest.get((first, second), 0.0))
    for (first, second), depth_m in sorted(deepest.items()):
        if depth_m > MAX_DEPTH_M:
            text = words.OVERLAP.format(
                first=first,
                second=second,
                other=str(named[second][1].place),
                depth=words.figure(depth_m * 1e3, ".3g"),
            )
            yield Finding(str(named[first][1].place), text, True)


def _collisions(engine: MujocoEngine) -> dict[str, tuple[FlatLink, Collision]]:
    return {
        f"{link.name}::{collision.name}": (link, collision)
        for link in engine.flat.links.values()
        for collision in link.link.collisions
    }
