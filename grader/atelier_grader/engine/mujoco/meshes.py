"""Mesh files as triangles."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from atelier_grader.engine.mujoco.mesh_file import Faces, Part, load_parts
from atelier_grader.sdf.error import Place
from atelier_grader.sdf.geometry import Mesh
from atelier_grader.sdf.pose import Vector

MAX_PIECES = 64
_LOOK_AT = 500
_BULGE = 0.01


@dataclass
class MeshFiles:
    """Reads each mesh once."""

    _read: dict[tuple[object, ...], tuple[Part, ...]] = field(default_factory=dict)

    def parts(self, mesh: Mesh, place: Place) -> tuple[Part, ...]:
        """Its parts, scaled, m. Raises `SdfError` on an unusable file."""
        key = (mesh.path.resolve(), *mesh.scale.tolist(), mesh.submesh, mesh.center)
        if key not in self._read:
            self._read[key] = _placed(load_parts(mesh, place), mesh)
        return self._read[key]

    def whole(self, mesh: Mesh, place: Place) -> Part:
        """All parts as one, without a look."""
        parts = self.parts(mesh, place)
        starts = np.cumsum([0, *(len(part.vertices) for part in parts)])[:-1].tolist()
        uvs = [part.uv for part in parts if part.uv is not None]
        return Part(
            np.concatenate([part.vertices for part in parts]),
            np.concatenate([p.faces + start for p, start in zip(parts, starts, strict=True)]),
            np.concatenate(uvs) if len(uvs) == len(parts) else None,
        )

    def triangles(self, mesh: Mesh, place: Place) -> tuple[Vector, Faces]:
        """Vertices (n, 3), scaled, m, and faces (m, 3). Raises `SdfError` on an unusable file."""
        whole = self.whole(mesh, place)
        return whole.vertices, whole.faces

    def pieces(self, mesh: Mesh, place: Place) -> list[Vector]:
        """The vertices (n, 3) of each part that hangs together: a collision is their hulls."""
        vertices, faces = self.triangles(mesh, place)
        return [vertices[np.unique(part)] for part in _split(vertices, faces)]

    def hollow(self, mesh: Mesh, place: Place) -> bool:
        """Whether a part differs from its hull: a corner lies in front of one of its faces."""
        vertices, faces = self.triangles(mesh, place)
        return any(_is_hollow(vertices, part) for part in _split(vertices, faces))


def _placed(parts: tuple[Part, ...], mesh: Mesh) -> tuple[Part, ...]:
    """Centred where the mesh says so, then scaled; a mirror turns the faces inside out again."""
    center = np.zeros(3)
    if mesh.center:
        corners = np.concatenate([part.vertices for part in parts])
        center = (corners.min(0) + corners.max(0)) / 2
    turn = -1 if mesh.scale.prod() < 0 else 1
    return tuple(
        replace(
            part,
            vertices=(part.vertices - center) * mesh.scale,
            faces=np.ascontiguousarray(part.faces[:, ::turn], np.int32),
        )
        for part in parts
    )


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
