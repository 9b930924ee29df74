"""What cameras and lidars see of a link."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from atelier_grader.sdf.error import Place
from atelier_grader.sdf.frames import Scope, pose_within
from atelier_grader.sdf.geometry import Geometry, read_shape
from atelier_grader.sdf.named_materials import named_diffuse
from atelier_grader.sdf.plugin import Plugin, read_plugin
from atelier_grader.sdf.pose import Transform
from atelier_grader.sdf.reader import Element
from atelier_grader.sdf.uri import Locator

ALL_FLAGS = 0xFFFFFFFF
Colour = tuple[float, float, float, float]


@dataclass(frozen=True)
class Material:
    """Colours as red, green, blue, alpha in [0, 1]; `albedo_map` is an image file or None."""

    ambient: Colour = (1.0, 1.0, 1.0, 1.0)
    diffuse: Colour = (1.0, 1.0, 1.0, 1.0)
    specular: Colour = (0.0, 0.0, 0.0, 1.0)
    emissive: Colour = (0.0, 0.0, 0.0, 1.0)
    albedo_map: Path | None = None


GREY = Material(diffuse=(0.7, 0.7, 0.7, 1.0), specular=(0.4, 0.4, 0.4, 1.0))


@dataclass(frozen=True)
class Visual:
    """`pose` is in the link frame; `transparency` in [0, 1].

    A sensor sees it whose mask has a bit in common with `visibility_flags`.

    Without a material a mesh has the look of its file, and another shape is grey.
    """

    name: str
    pose: Transform
    geometry: Geometry
    material: Material | None
    transparency: float
    place: Place
    plugins: tuple[Plugin, ...] = ()
    visibility_flags: int = ALL_FLAGS

    @property
    def look(self) -> Material:
        """The material, or Gazebo's grey."""
        return self.material or GREY


def read_colour(element: Element, tag: str, default: str) -> Colour:
    text = element.text(tag, default)
    values = element.vector(tag, 3 if len(text.split()) == 3 else 4, default).clip(0.0, 1.0)
    red, green, blue = values[:3].tolist()
    return red, green, blue, float(values[3]) if len(values) == 4 else 1.0


def _read_material(element: Element | None, locator: Locator) -> Material | None:
    if element is None:
        return None
    texture = None
    pbr = element.child("pbr")
    if pbr is not None:
        work = pbr.child("metal") or pbr.child("specular")
        if work is not None and work.text("albedo_map", ""):
            texture = locator.find(work.text("albedo_map"), work.place)
    diffuse = read_colour(element, "diffuse", "0 0 0 1")
    named = named_diffuse(element)
    if named is not None:
        diffuse = (*named, 1.0)
    elif element.child("diffuse") is None:
        element.unsupported(True, "no <diffuse>: black, as in Gazebo")
    return Material(
        read_colour(element, "ambient", " ".join(map(str, diffuse))),
        diffuse,
        read_colour(element, "specular", "0 0 0 1"),
        read_colour(element, "emissive", "0 0 0 1"),
        texture,
    )


def read_visual(element: Element, link: str, scope: Scope, locator: Locator) -> Visual | None:
    """None where the geometry is empty."""
    geometry = read_shape(element, locator)
    if geometry is None:
        return None
    return Visual(
        element.attribute("name"),
        pose_within(element, link, scope),
        geometry,
        _read_material(element.child("material"), locator),
        min(element.number("transparency", 0.0, 0.0), 1.0),
        element.place,
        tuple(read_plugin(plugin) for plugin in element.children("plugin")),
        element.integer("visibility_flags", ALL_FLAGS),
    )
