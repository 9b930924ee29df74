"""Shapes of collisions and visuals. Lengths in metres; each is centred on its own frame."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from atelier_grader.sdf.error import nearest
from atelier_grader.sdf.pose import Vector
from atelier_grader.sdf.reader import Element
from atelier_grader.sdf.uri import Locator


@dataclass(frozen=True)
class Box:
    """Full side lengths (3,)."""

    size: Vector


@dataclass(frozen=True)
class Sphere:
    radius_m: float


@dataclass(frozen=True)
class Cylinder:
    """Along z, `length_m` from end to end."""

    radius_m: float
    length_m: float


@dataclass(frozen=True)
class Capsule:
    """Along z; `length_m` is that of the cylindrical part."""

    radius_m: float
    length_m: float


@dataclass(frozen=True)
class Ellipsoid:
    """Semi-axes (3,)."""

    radii: Vector


@dataclass(frozen=True)
class Plane:
    """Normal (3,) and full side lengths (2,); infinite as a collision."""

    normal: Vector
    size: Vector


@dataclass(frozen=True)
class Mesh:
    """A file, scaled along each axis (3,); `submesh` names one part of it, or is empty."""

    path: Path
    scale: Vector
    submesh: str = ""
    center: bool = False


Geometry = Box | Sphere | Cylinder | Capsule | Ellipsoid | Plane | Mesh


def _positive(element: Element, tag: str, count: int, default: str | None = None) -> Vector:
    values = element.vector(tag, count, default)
    if (values <= 0).any():
        raise element.error(f"<{tag}> expected lengths over 0, got '{element.text(tag, default)}'")
    return values


def _length(element: Element, tag: str) -> float:
    return float(_positive(element, tag, 1, "1")[0])


def _plane(element: Element, locator: Locator) -> Plane:
    normal = element.vector("normal", 3, "0 0 1")
    if not normal.any():
        raise element.error("<normal> expected a direction, got zero")
    return Plane(normal, _positive(element, "size", 2, "1 1"))


def _mesh(element: Element, locator: Locator) -> Mesh:
    path = locator.find(element.text("uri"), element.place)
    scale = element.vector("scale", 3, "1 1 1")
    if not scale.all():
        raise element.error("<scale> expected numbers other than 0")
    part = element.child("submesh")
    if part is None:
        return Mesh(path, scale)
    return Mesh(path, scale, part.text("name"), part.flag("center", False))


READERS: dict[str, Callable[[Element, Locator], Geometry]] = {
    "box": lambda e, _: Box(_positive(e, "size", 3, "1 1 1")),
    "sphere": lambda e, _: Sphere(_length(e, "radius")),
    "cylinder": lambda e, _: Cylinder(_length(e, "radius"), _length(e, "length")),
    "capsule": lambda e, _: Capsule(_length(e, "radius"), _length(e, "length")),
    "ellipsoid": lambda e, _: Ellipsoid(_positive(e, "radii", 3, "1 1 1")),
    "plane": _plane,
    "mesh": _mesh,
}


def read_geometry(element: Element, locator: Locator) -> Geometry | None:
    """The shape in a <geometry>; None for <empty/>. Raises `SdfError` on an unknown shape."""
    shapes = [child.tag for child in element.node]
    for tag, reader in READERS.items():
        if tag in shapes:
            return reader(element.required(tag), locator)
    if element.child("empty") is not None or not shapes:
        return None
    tag = str(shapes[0])
    raise element.error(f"the shape <{tag}> is not supported{nearest(tag, READERS)}")
