"""Visual meshes out of boxes and cylinders: one OBJ file for each colour of a model."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import trimesh

Triple = tuple[float, float, float]


def box(size: Triple, centre: Triple, yaw_rad: float = 0.0) -> trimesh.Trimesh:
    """Axis-aligned box, metres, turned by `yaw_rad` about its own vertical axis."""
    mesh = trimesh.creation.box(extents=size)
    turn = trimesh.transformations.rotation_matrix(yaw_rad, (0, 0, 1))
    turn[:3, 3] = centre
    mesh.apply_transform(turn)
    return mesh


def cylinder(
    radius_m: float, length_m: float, centre: Triple, axis: str = "z", sections: int = 20
) -> trimesh.Trimesh:
    """Cylinder along a main axis."""
    mesh = trimesh.creation.cylinder(radius=radius_m, height=length_m, sections=sections)
    if axis != "z":
        about = (0, 1, 0) if axis == "x" else (1, 0, 0)
        mesh.apply_transform(trimesh.transformations.rotation_matrix(np.pi / 2, about))
    mesh.apply_translation(centre)
    return mesh


def grid(counts: Sequence[int], pitch: Triple, first: Triple) -> Iterable[Triple]:
    """Centres of a regular grid: `counts` along x, y, z, `pitch` apart, from `first` on."""
    for i in range(counts[0]):
        for j in range(counts[1]):
            for k in range(counts[2]):
                yield (first[0] + i * pitch[0], first[1] + j * pitch[1], first[2] + k * pitch[2])


def write_obj(path: Path, parts: Sequence[trimesh.Trimesh]) -> None:
    """Write flat-shaded triangles (own vertices and normal for each face), millimetre digits."""
    mesh = trimesh.util.concatenate(list(parts))
    lines = [f"# {len(mesh.faces)} triangles, written by worlds/tools/make_meshes.py"]
    corners = np.round(mesh.triangles.reshape(-1, 3), 4) + 0.0  # no negative zeros
    lines += [f"v {x:.4f} {y:.4f} {z:.4f}" for x, y, z in corners]
    lines += [f"vn {x:.3f} {y:.3f} {z:.3f}" for x, y, z in np.round(mesh.face_normals, 3) + 0.0]
    lines += [
        "f " + " ".join(f"{3 * face + corner + 1}//{face + 1}" for corner in range(3))
        for face in range(len(mesh.faces))
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n")
