"""Contacts that bounce: explicit pairs of the collisions that have a restitution."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from atelier_grader.engine.mujoco import treatments
from atelier_grader.engine.mujoco.flat import FlatLink
from atelier_grader.sdf.collision import Surface


@dataclass(frozen=True)
class Bouncing:
    """A geom with a restitution, and the link that it belongs to."""

    geom: str
    link: FlatLink
    surface: Surface

    def meets(self, other: Bouncing) -> bool:
        one, two = self.link, other.link
        if not self.surface.bitmask & other.surface.bitmask or one is two:
            return False
        if one.static and two.static:
            return False
        return one.owner.top != two.owner.top or one.owner.model.self_collide


def add_bounces(spec: Any, bouncing: Sequence[Bouncing], step_s: float) -> None:
    """Both must bounce; as in Gazebo's ODE the smaller restitution counts.

    A pair has a reference for friction of its own: bouncing would turn sliding round as well.
    """
    for first, second in combinations(bouncing, 2):
        if not first.meets(second):
            continue
        one, two = first.surface, second.surface
        mu, torsional_m = min(one.grip, two.grip), min(one.torsional_m, two.torsional_m)
        pair = spec.add_pair(geomname1=first.geom, geomname2=second.geom)
        pair.condim = min(treatments.contact_dimension(each) for each in (one, two))
        pair.friction = [mu, mu, torsional_m, 0.0, 0.0]
        restitution = min(one.restitution, two.restitution)
        pair.solref = treatments.bounce_solref(step_s, restitution)
        pair.solreffriction = treatments.bounce_solref(step_s, 0.0)
        pair.solimp = treatments.BOUNCE_SOLIMP
