"""Mesh files: their parts, and what they say of how these look."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, ParseError, SubElement, tostring

import numpy as np
import numpy.typing as npt
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import parse

from atelier_grader.sdf.error import Place, SdfError, nearest
from atelier_grader.sdf.geometry import Mesh
from atelier_grader.sdf.pose import Vector
from atelier_grader.sdf.visual import Colour

MAX_FACES = 200_000
Faces = npt.NDArray[np.int32]
Pixels = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Part:
    """Vertices (n, 3) as the file has them, m, faces (m, 3), and its colour.

    `uv` (n, 2) tells where each vertex lies in a picture, in [0, 1] from its top left; `picture`
    (height, width, 3) is the file's own.
    """

    vertices: Vector
    faces: Faces
    uv: Vector | None = None
    colour: Colour = (1.0, 1.0, 1.0, 1.0)
    picture: Pixels | None = None


def load_parts(mesh: Mesh, place: Place) -> tuple[Part, ...]:
    """The file's parts, or those of the submesh, not scaled. Raises `SdfError`.

    Collada's unit counts, its up axis does not, as in Gazebo.
    """
    import trimesh

    # It tells of oddities of a material that no reader of a world can do anything about.
    logging.getLogger("trimesh").setLevel(logging.ERROR)
    path: Path = mesh.path
    collada = _collada(path, place) if path.suffix.lower() == ".dae" else None
    try:
        if collada is not None and _pose_skins(collada):
            resolver = trimesh.resolvers.FilePathResolver(path)
            text = BytesIO(tostring(collada))
            loaded = trimesh.load(text, "dae", resolver=resolver, process=False)
        else:
            loaded = trimesh.load(path, process=False)
    except Exception as error:
        raise SdfError(place, f"mesh '{path.name}' cannot be read: {error}") from None
    found = dict(_geometries(loaded))
    if mesh.submesh:
        found = _submesh(found, mesh, _names(collada), place)
    unit_m = 1.0 if collada is None else _unit(collada, path, place)
    parts = [_part(each, unit_m) for each in found.values() if len(getattr(each, "faces", ()))]
    count = sum(len(part.faces) for part in parts)
    if not 0 < count <= MAX_FACES:
        message = f"expected 1 to {MAX_FACES} faces, got {count}"
        raise SdfError(place, f"mesh '{path.name}': {message}")
    if not all(np.isfinite(part.vertices).all() for part in parts):
        raise SdfError(place, f"mesh '{path.name}' has vertices that are not finite")
    return tuple(parts)


def _geometries(loaded: Any) -> Iterator[tuple[str, Any]]:
    """Each geometry where its scene puts it; a node's name comes before the geometry's."""
    import trimesh

    if not isinstance(loaded, trimesh.Scene):
        yield "", loaded
        return
    for node in loaded.graph.nodes_geometry:
        transform, geometry = loaded.graph[node]
        name = node if node == geometry else f"{node}\0{geometry}"
        yield name, loaded.geometry[geometry].copy().apply_transform(transform)


def _part(geometry: Any, unit_m: float) -> Part:
    vertices = np.asarray(geometry.vertices, np.float64) * unit_m
    faces = np.asarray(geometry.faces, np.int32)
    visual = geometry.visual
    uv = getattr(visual, "uv", None)
    if uv is None or len(uv) != len(vertices):
        uv = None
    else:
        uv = np.asarray(uv, np.float64) * [1.0, -1.0] + [0.0, 1.0]
    material = getattr(visual, "material", None)
    if material is None:
        return Part(vertices, faces, uv)
    picture = getattr(material, "baseColorTexture", None) or getattr(material, "image", None)
    rgba = getattr(material, "baseColorFactor", None)
    if rgba is None:
        rgba = getattr(material, "diffuse", None)
    red, green, blue, alpha = (255,) * 4 if rgba is None else np.asarray(rgba).tolist()
    return Part(
        vertices,
        faces,
        uv,
        (red / 255, green / 255, blue / 255, alpha / 255),
        None if picture is None or uv is None else np.asarray(picture.convert("RGB")),
    )


def _submesh(
    found: dict[str, Any], mesh: Mesh, aliases: dict[str, str], place: Place
) -> dict[str, Any]:
    """What has the submesh's name, or stands for it in Collada."""
    wanted = {mesh.submesh, aliases.get(mesh.submesh, mesh.submesh)}
    known = set(aliases.values())
    chosen = {}
    for key, geometry in found.items():
        for name in key.split("\0"):
            # A Collada geometry of several materials comes in parts: x, x_1, x_2 ...
            head, _, number = name.rpartition("_")
            split = number.isdigit() and head in known and name not in known
            if name in wanted or (split and head in wanted):
                chosen[key] = geometry
    if not chosen:
        names = [name for key in found for name in key.split("\0") if name]
        hint = nearest(mesh.submesh, [*names, *aliases])
        raise SdfError(place, f"mesh '{mesh.path.name}' has no submesh '{mesh.submesh}'{hint}")
    return chosen


def _names(collada: Element | None) -> dict[str, str]:
    """Names of geometries, and of the nodes that show them, to geometries' ids."""
    names: dict[str, str] = {}
    if collada is None:
        return names
    for geometry in collada.findall(".//{*}geometry"):
        names[geometry.get("name", "")] = names[geometry.get("id", "")] = geometry.get("id", "")
    for node in collada.findall(".//{*}node"):
        for instance in node.findall("{*}instance_geometry"):
            shown = instance.get("url", "").lstrip("#")
            names[node.get("id", "")] = names[node.get("name", "")] = shown
    names.pop("", None)
    return names


def _collada(path: Path, place: Place) -> Element:
    """Entities are refused."""
    try:
        root = parse(path, forbid_dtd=True).getroot()
    except (ParseError, DefusedXmlException, OSError, ValueError) as error:
        raise SdfError(place, f"mesh '{path.name}' cannot be read: {error}") from None
    assert root is not None
    return root


def _pose_skins(collada: Element) -> bool:
    """Put the skins of skeletons into the scene as they are bound; whether there is any.

    What reads Collada knows no skeletons, and passes over what hangs on them.
    """
    space = collada.tag.removesuffix("COLLADA")
    skins = {
        each.get("id"): skin
        for each in collada.findall(".//{*}controller")
        if (skin := each.find("{*}skin")) is not None
    }
    scene = collada.find(".//{*}visual_scene")
    instances = [] if scene is None else scene.findall(".//{*}instance_controller")
    for instance in instances:
        skin = skins.get(instance.get("url", "").lstrip("#"))
        if skin is None or scene is None:
            continue
        node = SubElement(scene, f"{space}node")
        bound = skin.find("{*}bind_shape_matrix")
        if bound is not None:
            SubElement(node, f"{space}matrix").text = bound.text
        shown = SubElement(node, f"{space}instance_geometry", url=skin.get("source", ""))
        shown.extend(instance.findall("{*}bind_material"))
    return bool(instances)


def _unit(collada: Element, path: Path, place: Place) -> float:
    """Metres in one unit of the file."""
    unit = collada.find("{*}asset/{*}unit")
    text = "1" if unit is None else unit.get("meter", "1")
    try:
        return float(text)
    except ValueError:
        raise SdfError(place, f"mesh '{path.name}': a unit of '{text}' m") from None
