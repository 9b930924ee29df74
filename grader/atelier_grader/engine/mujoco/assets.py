"""Meshes, textures and materials of a world, each once."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import mujoco
import numpy as np

from atelier_grader.engine.mujoco.height_field import heights
from atelier_grader.engine.mujoco.meshes import MeshFiles
from atelier_grader.engine.mujoco.polygon import prism
from atelier_grader.sdf.error import Place, SdfError
from atelier_grader.sdf.geometry import Box, Geometry, Heightmap, Mesh, Plane, Polyline
from atelier_grader.sdf.pose import Vector
from atelier_grader.sdf.visual import Visual

# The texture coordinates of Gazebo's unit box: for each face, its corners (as signs of x, y, z)
# where (u, v) is (1, 0), (0, 0), (0, 1) and (1, 1), v from the image's top.
_BOX_FACES = (
    ((1, -1, 1), (-1, -1, 1), (-1, -1, -1), (1, -1, -1)),
    ((-1, 1, 1), (1, 1, 1), (1, 1, -1), (-1, 1, -1)),
    ((1, -1, 1), (1, 1, 1), (-1, 1, 1), (-1, -1, 1)),
    ((-1, -1, 1), (-1, 1, 1), (-1, 1, -1), (-1, -1, -1)),
    ((-1, -1, -1), (-1, 1, -1), (1, 1, -1), (1, -1, -1)),
    ((1, 1, 1), (1, -1, 1), (1, -1, -1), (1, 1, -1)),
)
_FACE_UV = ((1.0, 0.0), (0.0, 0.0), (0.0, 1.0), (1.0, 1.0))


@dataclass
class Assets:
    """Adds to one spec. Raises `SdfError` on files that cannot be used."""

    spec: Any
    files: MeshFiles
    _meshes: dict[tuple[object, ...], str] = field(default_factory=dict)
    _materials: dict[tuple[object, ...], str] = field(default_factory=dict)
    _textures: dict[Path, str] = field(default_factory=dict)

    def name(self, mesh: Mesh, place: Place) -> str:
        """The asset of a mesh file at a scale."""
        path = mesh.path.resolve()
        key = (path, *mesh.scale.tolist(), mesh.submesh, mesh.center)
        if key not in self._meshes:
            name = f"mesh_{len(self._meshes)}"
            vertices, faces = self.files.triangles(mesh, place)
            asset = self.spec.add_mesh(name=name)
            asset.uservert = vertices.ravel()
            asset.userface = faces.ravel()
            uv = self.files.texture_places(mesh, place)
            if uv is not None:
                asset.usertexcoord = uv.ravel()
                asset.userfacetexcoord = faces.ravel()
            asset.inertia = mujoco.mjtMeshInertia.mjMESH_INERTIA_SHELL
            self._meshes[key] = name
        return self._meshes[key]

    def extruded(self, polyline: Polyline) -> str:
        """The asset of a visual polyline."""
        parts = [prism(each, polyline.height_m) for each in polyline.polygons]
        return self.solid(np.concatenate(parts))

    def solid(self, triangles: Vector) -> str:
        """The asset of triangles (n, 3 corners, 3)."""
        corners = triangles.reshape(-1, 3)
        return self._add(corners, np.arange(len(corners)).reshape(-1, 3))

    def hull(self, vertices: Vector) -> str:
        """The asset of a convex piece."""
        return self._add(vertices, None)

    def _add(self, vertices: Vector, faces: Any) -> str:
        key = ("own", vertices.tobytes())
        if key not in self._meshes:
            asset = self.spec.add_mesh(name=f"mesh_{len(self._meshes)}")
            asset.uservert = vertices.ravel()
            if faces is not None:
                asset.userface = faces.ravel()
                asset.inertia = mujoco.mjtMeshInertia.mjMESH_INERTIA_SHELL
            self._meshes[key] = asset.name
        return self._meshes[key]

    def field(self, heightmap: Heightmap, place: Place) -> str:
        """The asset of a height image."""
        grid = heights(heightmap, place)
        key = ("field", heightmap.path.resolve(), *heightmap.size.tolist())
        if key not in self._meshes:
            name = f"field_{len(self._meshes)}"
            length, width, top_m = heightmap.size.tolist()
            size = [length / 2, width / 2, top_m, max(top_m, 1.0)]
            rows, columns = grid.shape
            asset = self.spec.add_hfield(name=name, nrow=rows, ncol=columns, size=size)
            asset.userdata = (grid / top_m).ravel()
            self._meshes[key] = name
        return self._meshes[key]

    def textured(self, geometry: Geometry) -> str | None:
        """A mesh with Gazebo's texture coordinates for a box or plane; None for other shapes."""
        if isinstance(geometry, Box):
            corners, uv = _textured_box(geometry.size)
        elif isinstance(geometry, Plane):
            corners, uv = _textured_plane(geometry.size)
        else:
            return None
        key = (type(geometry).__name__, *corners.ravel().tolist())
        if key not in self._meshes:
            name = f"mesh_{len(self._meshes)}"
            asset = self.spec.add_mesh(name=name)
            quads = np.arange(len(corners)).reshape(-1, 4)
            faces = np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])
            asset.uservert = corners.ravel()
            asset.usertexcoord = uv.ravel()
            asset.userface = faces.ravel()
            asset.userfacetexcoord = faces.ravel()
            asset.inertia = mujoco.mjtMeshInertia.mjMESH_INERTIA_SHELL
            self._meshes[key] = name
        return self._meshes[key]

    def material(self, visual: Visual) -> str:
        """The material of a visual; alpha is the diffuse colour's times the opacity."""
        look = visual.material
        alpha = look.diffuse[3] * (1 - visual.transparency)
        key = (look.diffuse, look.specular, look.emissive, alpha, look.albedo_map)
        if key not in self._materials:
            name = f"material_{len(self._materials)}"
            material = self.spec.add_material(
                name=name,
                rgba=[*look.diffuse[:3], alpha],
                specular=max(look.specular[:3]),
                shininess=0.3,
                emission=max(look.emissive[:3]),
                texrepeat=[1, 1],
            )
            if look.albedo_map is not None:
                textures = material.textures
                role = mujoco.mjtTextureRole.mjTEXROLE_RGB
                textures[role] = self._texture(look.albedo_map, visual.place)
                material.textures = textures
            self._materials[key] = name
        return self._materials[key]

    def _texture(self, path: Path, place: Place) -> str:
        path = path.resolve()
        if path not in self._textures:
            if path.suffix.lower() != ".png":
                raise SdfError(place, f"albedo_map '{path.name}': only PNG is read")
            name = f"texture_{len(self._textures)}"
            self.spec.add_texture(name=name, type=mujoco.mjtTexture.mjTEXTURE_2D, file=str(path))
            self._textures[path] = name
        return self._textures[path]


def _textured_box(size: Vector) -> tuple[Vector, Vector]:
    corners = np.array(_BOX_FACES, np.float64).reshape(-1, 3) * size / 2
    return corners, np.array(_FACE_UV * 6)


def _textured_plane(size: Vector) -> tuple[Vector, Vector]:
    """The image as seen from above, its right side to +x and its top to +y."""
    x, y = (size / 2).tolist()
    corners = np.array([[-x, -y, 0.0], [x, -y, 0.0], [x, y, 0.0], [-x, y, 0.0]])
    return corners, np.array([[0.0, 1.0], [1.0, 1.0], [1.0, 0.0], [0.0, 0.0]])
