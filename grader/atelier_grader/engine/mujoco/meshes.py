"""Mesh files as triangles."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

import numpy as np
import numpy.typing as npt
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import parse

from atelier_grader.sdf.error import Place, SdfError, nearest
from atelier_grader.sdf.geometry import Mesh
from atelier_grader.sdf.pose import Vector

MAX_FACES = 200_000
MAX_PIECES = 64
_LOOK_AT = 500
_BULGE = 0.01
Faces = npt.NDArray[np.int32]
Loaded = tuple[Vector, Faces, Vector | None]


@dataclass
class MeshFiles:
    """Reads each mesh once."""

    _read: dict[tuple[object, ...], Loaded] = field(default_factory=dict)

    def triangles(self, mesh: Mesh, place: Place) -> tuple[Vector, Faces]:
        """Vertices (n, 3), scaled, m, and faces (m, 3). Raises `SdfError` on an unusable file."""
        vertices, faces, _ = self._all(mesh, place)
        return vertices, faces

    def texture_places(self, mesh: Mesh, place: Place) -> Vector | None:
        """For each vertex where it lies in a picture: (n, 2) in [0, 1] from its top left."""
        return self._all(mesh, place)[2]

    def _all(self, mesh: Mesh, place: Place) -> Loaded:
        key = (mesh.path.resolve(), *mesh.scale.tolist(), mesh.submesh, mesh.center)
        if key not in self._read:
            vertices, faces, uv = _load(mesh, place)
            if mesh.scale.prod() < 0:
                faces = faces[:, ::-1]
            self._read[key] = (vertices * mesh.scale, np.ascontiguousarray(faces), uv)
        return self._read[key]

    def pieces(self, mesh: Mesh, place: Place) -> list[Vector]:
        """The vertices (n, 3) of each part that hangs together: a collision is their hulls."""
        vertices, faces = self.triangles(mesh, place)
        return [vertices[np.unique(part)] for part in _split(vertices, faces)]

    def hollow(self, mesh: Mesh, place: Place) -> bool:
        """Whether a part differs from its hull: a corner lies in front of one of its faces."""
        vertices, faces = self.triangles(mesh, place)
        return any(_is_hollow(vertices, part) for part in _split(vertices, faces))


def _is_solid(vertices: Vector) -> bool:
    """Four corners that are not in one plane: else it has no hull."""
    return len(vertices) > 3 and bool(np.linalg.matrix_rank(vertices - vertices[0], 1e-7) == 3)


def _split(vertices: Vector, faces: Faces) -> list[Faces]:
    """The faces of each solid part that hangs together; all at once where they are too many."""
    _, place = np.unique(vertices.round(6), axis=0, return_inverse=True)
    group = np.arange(int(place.max()) + 1)
    corners = place.ravel()[faces]
    for _ in range(len(group)):
        lowest = group[corners].min(axis=1)
        before = group.copy()
        np.minimum.at(group, corners.ravel(), np.repeat(lowest, 3))
        group = group[group]
        if (group == before).all():
            break
    member = group[corners[:, 0]]
    parts = np.unique(member)
    if len(parts) > MAX_PIECES:
        return [faces]
    found = [faces[member == part] for part in parts.tolist()]
    return [part for part in found if _is_solid(vertices[np.unique(part)])]


def _is_hollow(vertices: Vector, faces: Faces) -> bool:
    """Looks at no more than a few hundred faces and corners, evenly spread."""
    corners = vertices[np.unique(faces)]
    corners = corners[:: len(corners) // _LOOK_AT + 1]
    a, b, c = vertices[faces[:: len(faces) // _LOOK_AT + 1]].transpose(1, 0, 2)
    normal = np.cross(b - a, c - a)
    length = np.linalg.norm(normal, axis=1)
    normal = normal[length > 0] / length[length > 0, None]
    before = corners @ normal.T - (a[length > 0] * normal).sum(axis=1)
    size = float(np.ptp(corners, axis=0).max())
    return bool((before > _BULGE * size).any())


def _load(mesh: Mesh, place: Place) -> Loaded:
    import trimesh

    path: Path = mesh.path
    unit_m = _collada_unit(path, place) if path.suffix.lower() == ".dae" else 1.0
    try:
        loaded = trimesh.load(path, process=False)
    except Exception as error:
        raise SdfError(place, f"mesh '{path.name}' cannot be read: {error}") from None
    if mesh.submesh:
        loaded = _submesh(loaded, mesh, place)
    elif isinstance(loaded, trimesh.Scene):
        loaded = loaded.to_geometry()
    faces = np.asarray(getattr(loaded, "faces", np.zeros((0, 3))), np.int32)
    if not 0 < len(faces) <= MAX_FACES:
        expected = f"expected 1 to {MAX_FACES} faces, got {len(faces)}"
        raise SdfError(place, f"mesh '{path.name}': {expected}")
    vertices = np.asarray(loaded.vertices, np.float64) * unit_m
    if not np.isfinite(vertices).all():
        raise SdfError(place, f"mesh '{path.name}' has vertices that are not finite")
    if mesh.center:
        vertices = vertices - (vertices.min(0) + vertices.max(0)) / 2
    uv = getattr(loaded.visual, "uv", None)
    if uv is None or len(uv) != len(vertices):
        return vertices, faces, None
    return vertices, faces, np.asarray(uv, np.float64) * [1.0, -1.0] + [0.0, 1.0]


def _submesh(loaded: Any, mesh: Mesh, place: Place) -> Any:
    """The named part, where its scene puts it."""
    import trimesh

    names: list[str] = []
    if isinstance(loaded, trimesh.Scene):
        for node in loaded.graph.nodes_geometry:
            transform, geometry = loaded.graph[node]
            names += [node, geometry]
            if mesh.submesh in (node, geometry):
                return loaded.geometry[geometry].copy().apply_transform(transform)
    hint = nearest(mesh.submesh, names)
    raise SdfError(place, f"mesh '{mesh.path.name}' has no submesh '{mesh.submesh}'{hint}")


def _collada_unit(path: Path, place: Place) -> float:
    """Metres in one unit of a Collada file; entities are refused."""
    try:
        tree = parse(path, forbid_dtd=True)
        unit = tree.find("{*}asset/{*}unit")
        return 1.0 if unit is None else float(unit.get("meter", "1"))
    except (ParseError, DefusedXmlException, OSError, ValueError) as error:
        raise SdfError(place, f"mesh '{path.name}' cannot be read: {error}") from None
