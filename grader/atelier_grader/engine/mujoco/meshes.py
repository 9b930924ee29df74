"""Mesh files as triangles."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from atelier_grader.sdf.error import Place, SdfError, nearest
from atelier_grader.sdf.geometry import Mesh
from atelier_grader.sdf.pose import Vector

MAX_FACES = 200_000
MAX_PIECES = 64
Faces = npt.NDArray[np.int32]


@dataclass
class MeshFiles:
    """Reads each mesh once."""

    _read: dict[tuple[object, ...], tuple[Vector, Faces]] = field(default_factory=dict)

    def triangles(self, mesh: Mesh, place: Place) -> tuple[Vector, Faces]:
        """Vertices (n, 3), scaled, m, and faces (m, 3). Raises `SdfError` on an unusable file."""
        key = (mesh.path.resolve(), *mesh.scale.tolist(), mesh.submesh, mesh.center)
        if key not in self._read:
            vertices, faces = _load(mesh, place)
            if mesh.scale.prod() < 0:
                faces = faces[:, ::-1]
            self._read[key] = (vertices * mesh.scale, np.ascontiguousarray(faces))
        return self._read[key]

    def pieces(self, mesh: Mesh, place: Place) -> list[Vector]:
        """The vertices (n, 3) of each part that hangs together: a collision is their hulls."""
        vertices, faces = self.triangles(mesh, place)
        return [piece for piece in _split(vertices, faces) if _is_solid(piece)]


def _is_solid(vertices: Vector) -> bool:
    """Four corners that are not in one plane: else it has no hull."""
    return len(vertices) > 3 and bool(np.linalg.matrix_rank(vertices - vertices[0], 1e-7) == 3)


def _split(vertices: Vector, faces: Faces) -> list[Vector]:
    """The vertices of each part of a mesh that hangs together; one where they are too many."""
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
        return [vertices]
    return [vertices[np.unique(faces[member == part])] for part in parts.tolist()]


def _load(mesh: Mesh, place: Place) -> tuple[Vector, Faces]:
    import trimesh

    path: Path = mesh.path
    try:
        loaded = trimesh.load(path, process=False)
    except Exception as error:
        raise SdfError(place, f"mesh '{path.name}' cannot be read: {error}") from None
    if mesh.submesh:
        parts = loaded.geometry if isinstance(loaded, trimesh.Scene) else {}
        if mesh.submesh not in parts:
            hint = nearest(mesh.submesh, parts)
            raise SdfError(place, f"mesh '{path.name}' has no submesh '{mesh.submesh}'{hint}")
        loaded = parts[mesh.submesh]
    elif isinstance(loaded, trimesh.Scene):
        loaded = loaded.to_geometry()
    faces = np.asarray(getattr(loaded, "faces", np.zeros((0, 3))), np.int32)
    if not 0 < len(faces) <= MAX_FACES:
        expected = f"expected 1 to {MAX_FACES} faces, got {len(faces)}"
        raise SdfError(place, f"mesh '{path.name}': {expected}")
    vertices = np.asarray(loaded.vertices, np.float64)
    if not np.isfinite(vertices).all():
        raise SdfError(place, f"mesh '{path.name}' has vertices that are not finite")
    if mesh.center:
        vertices = vertices - (vertices.min(0) + vertices.max(0)) / 2
    return vertices, faces
