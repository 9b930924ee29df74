"""Meshes, textures and materials of a world, each once."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import sqrt
from pathlib import Path
from typing import Any

import mujoco
import numpy as np

from atelier_grader.engine.mujoco.height_field import heights
from atelier_grader.engine.mujoco.mesh_file import Part, Pixels
from atelier_grader.engine.mujoco.meshes import MeshFiles
from atelier_grader.engine.mujoco.polygon import prism
from atelier_grader.sdf.error import Place, SdfError
from atelier_grader.sdf.geometry import Box, Geometry, Heightmap, Mesh, Plane, Polyline
from atelier_grader.sdf.pose import Vector
from atelier_grader.sdf.visual import Colour, Visual

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
    _textures: dict[tuple[object, ...], str] = field(default_factory=dict)

    def name(self, mesh: Mesh, place: Place) -> str:
        """The asset of a mesh file at a scale."""
        key = _key(mesh)
        if key not in self._meshes:
            self._add_part(key, self.files.whole(mesh, place))
        return self._meshes[key]

    def own_look(self, visual: Visual, mesh: Mesh) -> list[tuple[str, str]]:
        """Mesh and material of each part of a mesh that is shown as its file says."""
        found = []
        for number, part in enumerate(self.files.parts(mesh, visual.place)):
            key = (*_key(mesh), number)
            if key not in self._meshes:
                self._add_part(key, part)
            texture = None
            if part.picture is not None:
                texture = self._texture(key, part.picture)
            red, green, blue, alpha = part.colour
            rgba = red, green, blue, _opacity(alpha, visual)
            found.append((self._meshes[key], self._material(rgba, 0.0, 0.0, texture)))
        return found

    def _add_part(self, key: tuple[object, ...], part: Part) -> None:
        asset = self.spec.add_mesh(name=f"mesh_{len(self._meshes)}")
        asset.uservert = part.vertices.ravel()
        asset.userface = part.faces.ravel()
        if part.uv is not None:
            asset.usertexcoord = part.uv.ravel()
            asset.userfacetexcoord = part.faces.ravel()
        asset.inertia = mujoco.mjtMeshInertia.mjMESH_INERTIA_SHELL
        self._meshes[key] = asset.name

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
        quads = textured_quads(geometry)
        if quads is None:
            return None
        corners, uv, faces = quads
        key = (type(geometry).__name__, *corners.ravel().tolist())
        if key not in self._meshes:
            name = f"mesh_{len(self._meshes)}"
            asset = self.spec.add_mesh(name=name)
            asset.uservert = corners.ravel()
            asset.usertexcoord = uv.ravel()
            asset.userface = faces.ravel()
            asset.userfacetexcoord = faces.ravel()
            asset.inertia = mujoco.mjtMeshInertia.mjMESH_INERTIA_SHELL
            self._meshes[key] = name
        return self._meshes[key]

    def material(self, visual: Visual) -> str:
        """The material of a visual."""
        look = visual.look
        texture = None
        if look.albedo_map is not None:
            path = look.albedo_map.resolve()
            if (path,) not in self._textures:
                self._texture((path,), read_picture(path, visual.place))
            texture = self._textures[path,]
        red, green, blue, alpha = look.diffuse
        rgba = red, green, blue, _opacity(alpha, visual)
        return self._material(rgba, max(look.specular[:3]), max(look.emissive[:3]), texture)

    def _material(self, rgba: Colour, specular: float, emission: float, texture: str | None) -> str:
        key = (rgba, specular, emission, texture)
        if key not in self._materials:
            name = f"material_{len(self._materials)}"
            material = self.spec.add_material(
                name=name,
                rgba=rgba,
                specular=specular,
                shininess=0.3,
                emission=emission,
                texrepeat=[1, 1],
            )
            if texture is not None:
                textures = material.textures
                textures[mujoco.mjtTextureRole.mjTEXROLE_RGB] = texture
                material.textures = textures
            self._materials[key] = name
        return self._materials[key]

    def _texture(self, key: tuple[object, ...], picture: Pixels) -> str:
        if key not in self._textures:
            height, width, channels = picture.shape
            texture = self.spec.add_texture(
                name=f"texture_{len(self._textures)}",
                type=mujoco.mjtTexture.mjTEXTURE_2D,
                height=height,
                width=width,
                nchannel=channels,
            )
            texture.data = picture.tobytes()
            self._textures[key] = texture.name
        return self._textures[key]


def read_picture(path: Path, place: Place) -> Pixels:
    """(height, width, 3), red, green, blue. Raises `SdfError`."""
    import cv2

    try:
        data = np.frombuffer(path.read_bytes(), np.uint8)
    except OSError as error:
        raise SdfError(place, f"picture '{path.name}' cannot be read: {error}") from None
    picture = cv2.imdecode(data, cv2.IMREAD_COLOR) if len(data) else None
    if picture is None:
        raise SdfError(place, f"picture '{path.name}' cannot be read: expected a PNG or JPEG")
    return np.ascontiguousarray(picture[..., ::-1])


def _opacity(alpha: float, visual: Visual) -> float:
    """The diffuse colour's alpha times the opacity.

    MuJoCo shows the far side of a transparent solid as well, Gazebo does not: two such layers
    cover what one of Gazebo's does.
    """
    alpha *= 1 - visual.transparency
    one_sided = isinstance(visual.geometry, Plane | Heightmap)
    return alpha if one_sided else 1 - sqrt(1 - alpha)


def _key(mesh: Mesh) -> tuple[object, ...]:
    return (mesh.path.resolve(), *mesh.scale.tolist(), mesh.submesh, mesh.center)


def textured_quads(geometry: Geometry) -> tuple[Vector, Vector, Any] | None:
    """Corners (n, 3), m, their texture coordinates (n, 2), v from the image's top, and triangles
    (k, 3) of a box or plane, as in Gazebo; None for other shapes.
    """
    if isinstance(geometry, Box):
        corners, uv = _textured_box(geometry.size)
    elif isinstance(geometry, Plane):
        corners, uv = _textured_plane(geometry.size)
    else:
        return None
    quads = np.arange(len(corners)).reshape(-1, 4)
    return corners, uv, np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])


def _textured_box(size: Vector) -> tuple[Vector, Vector]:
    corners = np.array(_BOX_FACES, np.float64).reshape(-1, 3) * size / 2
    return corners, np.array(_FACE_UV * 6)


def _textured_plane(size: Vector) -> tuple[Vector, Vector]:
    """The image as seen from above, its right side to +x and its top to +y."""
    x, y = (size / 2).tolist()
    corners = np.array([[-x, -y, 0.0], [x, -y, 0.0], [x, y, 0.0], [-x, y, 0.0]])
    return corners, np.array([[0.0, 1.0], [1.0, 1.0], [1.0, 0.0], [0.0, 0.0]])
