"""A robot's SDF model as URDF, which robot_state_publisher and RViz read.

Links, inertias, shapes, colours and joints; a link for the frame of each sensor. What URDF cannot
say is an error. The SDF model stays the only source: the URDF is made when it is needed.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NoReturn
from xml.etree import ElementTree as ET

import numpy as np

from . import model_file
from .poses import Matrix, from_xyz_rpy, inverse, to_xyz_rpy

JOINTS = ("fixed", "revolute", "continuous", "prismatic")
UNLIMITED = 1e15
"""Limits beyond which a revolute joint turns on and on."""

INERTIA = ("ixx", "ixy", "ixz", "iyy", "iyz", "izz")


def to_urdf(path: Path) -> str:
    """URDF of the model in an SDF file. Raises `ValueError` that names file and element."""
    model = ET.parse(path).getroot().find("model")  # noqa: S314 (a file of our own)
    if model is None:
        raise ValueError(f"{path}: expected an <sdf> with a <model>, found none")
    return _Conversion(path, model).run()


class _Conversion:
    def __init__(self, path: Path, model: ET.Element) -> None:
        self._path = path
        self._model = model
        self._robot = ET.Element("robot", name=model.get("name", path.parent.name))
        self._poses = {_name(link): self._pose(link) for link in model.findall("link")}

    def run(self) -> str:
        for tag in ("include", "model", "frame"):
            if self._model.find(tag) is not None:
                self._fail(self._model, f"<{tag}> is not converted")
        children = {self._text(joint, "child") for joint in self._model.findall("joint")}
        roots = [name for name in self._poses if name not in children]
        if len(roots) != 1:
            self._fail(self._model, f"expected one link that is no joint's child, got {roots}")
        if not np.allclose(self._poses[roots[0]], np.eye(4)):
            self._fail(self._model, f"link {roots[0]!r}: expected the pose of the model's frame")
        for link in self._model.findall("link"):
            self._link(link)
        for joint in self._model.findall("joint"):
            self._joint(joint)
        for link in self._model.findall("link"):
            for sensor in link.findall("sensor"):
                self._sensor(link, sensor)
        ET.indent(self._robot)
        return ET.tostring(self._robot, encoding="unicode")

    def _link(self, link: ET.Element) -> None:
        made = ET.SubElement(self._robot, "link", name=_name(link))
        inertial = link.find("inertial")
        if inertial is not None:
            part = ET.SubElement(made, "inertial")
            _origin(part, self._pose(inertial))
            ET.SubElement(part, "mass", value=inertial.findtext("mass", "1").strip())
            values = {n: inertial.findtext(f"inertia/{n}", "0").strip() for n in INERTIA}
            ET.SubElement(part, "inertia", values)
        for tag in ("visual", "collision"):
            for shape in link.findall(tag):
                part = ET.SubElement(made, tag, name=_name(shape))
                _origin(part, self._pose(shape))
                self._geometry(part, shape)
                diffuse = shape.findtext("material/diffuse", "").strip()
                if tag == "visual" and diffuse:
                    name = f"{_name(link)}_{_name(shape)}"
                    material = ET.SubElement(part, "material", name=name)
                    ET.SubElement(material, "color", rgba=diffuse)

    def _geometry(self, part: ET.Element, shape: ET.Element) -> None:
        made = ET.SubElement(part, "geometry")
        for kind, fields in (
            ("box", ("size",)),
            ("sphere", ("radius",)),
            ("cylinder", ("radius", "length")),
        ):
            found = shape.find(f"geometry/{kind}")
            if found is not None:
                ET.SubElement(made, kind, {field: self._text(found, field) for field in fields})
                return
        mesh = shape.find("geometry/mesh")
        if mesh is None:
            self._fail(shape, "expected a box, sphere, cylinder or mesh")
        scale = mesh.findtext("scale", "1 1 1").strip()
        ET.SubElement(made, "mesh", filename=self._uri(self._text(mesh, "uri")), scale=scale)

    def _joint(self, joint: ET.Element) -> None:
        kind = joint.get("type", "")
        if kind not in JOINTS:
            self._fail(joint, f"expected one of {', '.join(JOINTS)}, got {kind!r}")
        if not np.allclose(self._pose(joint), np.eye(4)):
            self._fail(joint, "expected the pose of the child link")
        parent, child = self._text(joint, "parent"), self._text(joint, "child")
        for link in (parent, child):
            if link not in self._poses:
                self._fail(joint, f"no link {link!r} in this model")
        lower, upper = (
            float(joint.findtext(f"axis/limit/{end}", default))
            for end, default in (("lower", "-inf"), ("upper", "inf"))
        )
        if kind == "revolute" and -lower > UNLIMITED and upper > UNLIMITED:
            kind = "continuous"
        made = ET.SubElement(self._robot, "joint", name=_name(joint), type=kind)
        _origin(made, inverse(self._poses[parent]) @ self._poses[child])
        ET.SubElement(made, "parent", link=parent)
        ET.SubElement(made, "child", link=child)
        if kind == "fixed":
            return
        axis = joint.find("axis/xyz")
        if axis is not None and axis.get("expressed_in"):
            self._fail(joint, "<xyz expressed_in=...> is not converted")
        ET.SubElement(made, "axis", xyz=joint.findtext("axis/xyz", "0 0 1").strip())
        if kind != "continuous":
            limit = {
                name: joint.findtext(f"axis/limit/{name}", "0").strip()
                for name in ("effort", "velocity")
            }
            ET.SubElement(made, "limit", limit | {"lower": f"{lower:g}", "upper": f"{upper:g}"})

    def _sensor(self, link: ET.Element, sensor: ET.Element) -> None:
        frame = sensor.findtext("gz_frame_id", "").strip()
        if not frame or self._robot.find(f"link[@name='{frame}']") is not None:
            return
        ET.SubElement(self._robot, "link", name=frame)
        made = ET.SubElement(self._robot, "joint", name=f"{frame}_frame", type="fixed")
        _origin(made, self._pose(sensor))
        ET.SubElement(made, "parent", link=_name(link))
        ET.SubElement(made, "child", link=frame)

    def _pose(self, element: ET.Element) -> Matrix:
        pose = element.find("pose")
        if pose is None or not (pose.text or "").strip():
            return np.eye(4)
        if any(pose.get(name) for name in ("relative_to", "degrees", "rotation_format")):
            self._fail(element, "expected a <pose> without attributes")
        values = (pose.text or "").split()
        if len(values) != 6:
            self._fail(element, f"<pose> expected 6 numbers, got {len(values)}")
        return from_xyz_rpy([float(value) for value in values])

    def _uri(self, uri: str) -> str:
        """A file's own URI for what SDF finds by model name or beside its file."""
        if uri.startswith("model://"):
            return (self._path.parent.parent / uri.removeprefix("model://")).resolve().as_uri()
        if "://" in uri:
            return uri
        return (self._path.parent / uri).resolve().as_uri()

    def _text(self, element: ET.Element, tag: str) -> str:
        text = element.findtext(tag, "").strip()
        if not text:
            self._fail(element, f"needs a <{tag}>, has none")
        return text

    def _fail(self, element: ET.Element, problem: str) -> NoReturn:
        raise ValueError(f"{self._path}: {element.tag} {_name(element)!r}: {problem}")


def _name(element: ET.Element) -> str:
    return element.get("name", "")


def _origin(parent: ET.Element, matrix: Matrix) -> None:
    xyz, rpy = (" ".join(f"{value + 0.0:.12g}" for value in part) for part in to_xyz_rpy(matrix))
    ET.SubElement(parent, "origin", xyz=xyz, rpy=rpy)


def main() -> int:
    """`sdf_to_urdf ROBOT`: print the URDF of a robot or of an SDF file."""
    if len(sys.argv) != 2:
        print("usage: sdf_to_urdf ROBOT|FILE.sdf", file=sys.stderr)
        return 64
    try:
        given = Path(sys.argv[1])
        print(to_urdf(given if given.suffix == ".sdf" else model_file(sys.argv[1])))
    except (ValueError, OSError, ET.ParseError) as error:
        print(f"sdf_to_urdf: {error}", file=sys.stderr)
        return 1
    return 0
