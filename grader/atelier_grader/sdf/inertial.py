"""Mass and inertia of a link."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from atelier_grader.sdf.frames import read_pose
from atelier_grader.sdf.pose import Transform, Vector
from atelier_grader.sdf.reader import Element

_TERMS = (("ixx", 1.0), ("iyy", 1.0), ("izz", 1.0), ("ixy", 0.0), ("ixz", 0.0), ("iyz", 0.0))


@dataclass(frozen=True)
class Inertial:
    """`center` (3,), m, in the link frame; `inertia` (3, 3), kg m2, about it, along link axes."""

    mass_kg: float
    center: Vector
    inertia: Vector


@dataclass(frozen=True)
class AutoInertial:
    """As if the collisions were filled evenly: with `mass_kg`, or with a density.

    `density_kg_m3` is that of collisions without one of their own.
    """

    mass_kg: float | None
    density_kg_m3: float


def read_inertial(element: Element | None) -> Inertial | AutoInertial:
    """SDFormat's defaults: 1 kg and 1 kg m2.

    Raises `SdfError` where no rigid body can have this mass and inertia.
    """
    if element is None:
        return Inertial(1.0, np.zeros(3), np.eye(3))
    if element.node.get("auto", "false").lower() in ("true", "1"):
        given = element.child("mass") is not None
        return AutoInertial(
            _positive(element, "mass") if given else None, _positive(element, "density", 1000.0)
        )
    mass_kg = _positive(element, "mass")
    pose: Transform = read_pose(element).transform
    terms = element.child("inertia")
    ixx, iyy, izz, ixy, ixz, iyz = (
        default if terms is None else terms.number(tag, default) for tag, default in _TERMS
    )
    local = np.array([[ixx, ixy, ixz], [ixy, iyy, iyz], [ixz, iyz, izz]])
    smallest, middle, largest = np.linalg.eigvalsh(local).tolist()
    if smallest <= 0:
        raise element.error(f"<inertia> expected positive moments, got {smallest:g} kg m2")
    if largest > (smallest + middle) * (1 + 1e-6):
        got = f"{smallest:g}, {middle:g}, {largest:g} kg m2"
        raise element.error(f"<inertia> no moment may exceed the sum of the others, got {got}")
    return Inertial(mass_kg, pose.position, pose.matrix @ local @ pose.matrix.T)


def _positive(element: Element, tag: str, default: float = 1.0) -> float:
    value = element.number(tag, default)
    if value <= 0:
        unit = {"mass": "kg", "density": "kg/m3"}[tag]
        raise element.error(f"<{tag}> expected more than 0 {unit}, got {value:g}")
    return value
