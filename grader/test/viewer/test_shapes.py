"""What the browser is given to draw."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from atelier_grader import sdf
from atelier_grader.engine.mujoco.flat import FlatLink, flatten
from atelier_grader.engine.mujoco.meshes import MeshFiles
from atelier_grader.viewer.shapes import link_pictures, link_shapes

WORLD = """
<sdf version="1.9"><world name="w"><model name="m"><static>true</static><link name="l">
  <visual name="floor">
    <pose>1 2 0 0 0 0</pose>
    <geometry><plane><normal>0 0 1</normal><size>8 4</size></plane></geometry>
    <material><diffuse>1 1 1 1</diffuse><pbr><metal><albedo_map>floor.png</albedo_map></metal></pbr></material>
  </visual>
  <visual name="box">
    <geometry><box><size>1 1 1</size></box></geometry>
    <material><diffuse>0 0 1 1</diffuse></material>
  </visual>
</link></model></world></sdf>
"""


@pytest.fixture
def link(tmp_path: Path) -> FlatLink:
    """A floor whose picture is red at its upper right, and a plain blue box."""
    picture = np.zeros((20, 40, 3), np.uint8)
    picture[:10, 20:] = 0, 0, 255  # blue, green, red
    cv2.imwrite(str(tmp_path / "floor.png"), picture)
    (link,) = flatten(sdf.parse(WORLD, tmp_path)).links.values()
    return link


def test_a_picture_lies_as_gazebo_lays_it(link: FlatLink) -> None:
    (mesh,) = link_pictures(link)
    assert mesh.bounds.tolist() == [[-3.0, 0.0, 0.0], [5.0, 4.0, 0.0]]
    upper_right = mesh.visual.uv[(mesh.vertices == [5.0, 4.0, 0.0]).all(axis=1)]
    assert upper_right.tolist() == [[1.0, 1.0]]  # trimesh counts upwards
    red, green, blue = mesh.visual.material.baseColorTexture.getpixel((35, 3))
    assert (red > 200, green < 60, blue < 60) == (True, True, True)
    assert len(mesh.export(file_type="glb")) > 500


def test_what_has_no_picture_is_plain(link: FlatLink) -> None:
    (shape,) = link_shapes(link, MeshFiles())
    assert (shape.colour, shape.opacity) == ((0.0, 0.0, 1.0), 1.0)
    assert shape.triangles.max() == pytest.approx(0.5)
