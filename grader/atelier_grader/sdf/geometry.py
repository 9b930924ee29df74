"""Shapes of collisions and visuals. Lengths in metres; each is centred on its own frame."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

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
class Cone:
    """Along z, its tip up; `length_m` from the base to the tip, half of it above the frame."""

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


@dataclass(frozen=True)
class Polyline:
    """Polygons (n, 2) in the x-y plane, raised from z = 0 to `height_m`."""

    polygons: tuple[Vector, ...]
    height_m: float


@dataclass(frozen=True)
class Heightmap:
    """A grey image over `size` (3,): lengths along x and y, and the height of white."""

    path: Path
    size: Vector
    position: Vector


Geometry = (
    Box | Sphere | Cylinder | Capsule | Ellipsoid | Plane | Mesh | Polyline | Heightmap | Cone
)


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


def _polylines(parent: Element) -> Polyline:
    found = parent.children("polyline")
    polygons = []
    for polyline in found:
        points = [point.value(2) for point in polyline.children("point")]
        if len(points) > 1 and (points[0] == points[-1]).all():
            points.pop()
        if len(points) < 3:
            raise polyline.error(f"expected 3 points or more, got {len(points)}")
        polygons.append(np.array(points))
    if len(found) > 1:
        found[1].unsupported(False, "holes: each polyline is a body of its own")
    return Polyline(tuple(polygons), float(_positive(found[0], "height", 1, "1")[0]))


def _heightmap(element: Element, locator: Locator) -> Heightmap:
    path = locator.find(element.text("uri"), element.place)
    for tag in ("sampling", "use_terrain_paging", "texture", "blend"):
        element.texts(tag)
    if element.node.find("texture") is not None:
        element.unsupported(True, "<texture>: the ground has the colour of its material")
    return Heightmap(
        path, _positive(element, "size", 3, "1 1 1"), element.vector("pos", 3, "0 0 0")
    )


READERS: dict[str, Callable[[Element, Locator], Geometry]] = {
    "box": lambda e, _: Box(_positive(e, "size", 3, "1 1 1")),
    "sphere": lambda e, _: Sphere(_length(e, "radius")),
    "cylinder": lambda e, _: Cylinder(_length(e, "radius"), _length(e, "length")),
    "cone": lambda e, _: Cone(_length(e, "radius"), _length(e, "length")),
    "capsule": lambda e, _: Capsule(_length(e, "radius"), _length(e, "length")),
    "ellipsoid": lambda e, _: Ellipsoid(_positive(e, "radii", 3, "1 1 1")),
    "plane": _plane,
    "mesh": _mesh,
    "heightmap": _heightmap,
}


def read_shape(parent: Element, locator: Locator) -> Geometry | None:
    """The shape of a collision or visual; None where it is empty."""
    geometry = parent.child("geometry")
    if geometry is None:
        parent.unsupported(True, "no <geometry>: an empty one, as in Gazebo")
        return None
    return read_geometry(geometry, locator)


def read_geometry(element: Element, locator: Locator) -> Geometry | None:
    """The shape in a <geometry>; None for <empty/>. Raises `SdfError` on an unknown shape."""
    shapes = [child.tag for child in element.node]
    if "polyline" in shapes:
        return _polylines(element)
    for tag, reader in READERS.items():
        if tag in shapes:
            return reader(element.required(tag), locator)
    if element.child("empty") is not None or not shapes:
        return None
    tag = str(shapes[0])
    raise element.error(f"the shape <{tag}> is not supported{nearest(tag, [*READERS, 'polyline'])}")
