"""Links of one model that do not touch each other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from atelier_grader.engine.mujoco.flat import Flat, FlatLink

MANY_LINKS = 40
_EVERY_BIT = 0xFFFF
_FIRST_BIT, _BITS = 16, 14


def exclude_self_contacts(spec: Any, flat: Flat, bodies: Mapping[str, Any]) -> None:
    """Links of one model do not touch each other, unless <self_collide>; as in Gazebo.

    Each pair of bodies is excluded. A model of many links has too many pairs: its geoms get a bit
    of their own above SDF's 16, which they bear and do not heed.
    """
    groups = _groups(spec, flat, bodies)
    many = [top for top, links in groups.items() if _is_large(links)][:_BITS]
    bits = {top: 1 << (_FIRST_BIT + number) for number, top in enumerate(many)}
    for top, links in groups.items():
        if top in bits:
            others = sum(bit for other, bit in bits.items() if other != top)
            for link in links:
                for geom in bodies[link.name].geoms:
                    geom.contype, geom.conaffinity = _EVERY_BIT | bits[top], others
            continue
        names = [bodies[link.name].name for link in links]
        for index, first in enumerate(names):
            for second in names[index + 1 :]:
                spec.add_exclude(bodyname1=first, bodyname2=second)


def _groups(spec: Any, flat: Flat, bodies: Mapping[str, Any]) -> dict[str, list[FlatLink]]:
    """By model, its links that have a body and a collision."""
    groups: dict[str, list[FlatLink]] = {}
    for link in flat.links.values():
        own = bodies[link.name] is not spec.worldbody and link.link.collisions
        if own and not link.owner.model.self_collide:
            groups.setdefault(link.owner.top, []).append(link)
    return groups


def _is_large(links: list[FlatLink]) -> bool:
    masks = (c.surface.bitmask for link in links for c in link.link.collisions)
    return len(links) > MANY_LINKS and all(mask == _EVERY_BIT for mask in masks)
