"""What shapes look like: materials, named ones, those of mesh files, and none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
import trimesh
from PIL import Image

from atelier_grader import sdf
from atelier_grader.engine.mujoco import MujocoEngine
from atelier_grader.sdf.error import SdfError

IMAGE = "sensor_msgs/msg/Image"
# Four squares in a plane x = 3 that face -x: y from 2 to -2.
CARDS = "".join(f"v 3 {y} 0\nv 3 {y} 2\n" for y in (2, 1, 0, -1, -2))
UV = "vt 0 0\nvt 0 1\nvt 1 1\nvt 1 0\n"


def square(first: int) -> str:
    """The corners `first` and the three after it, with their places in a picture."""
    low, high, next_high, next_low = first, first + 1, first + 3, first + 2
    return f"f {low}/1 {next_low}/4 {next_high}/3\nf {low}/1 {next_high}/3 {high}/2\n"


def picture(lab: Any, folder: Path, body: str, sensor: str = "camera") -> Any:
    """(240, 320, 3): full ambient light and no other, so that colours are as declared."""
    text = f"""<sdf version="1.9"><world name="w">
      <scene><ambient>1 1 1 1</ambient><background>0 0 0 1</background></scene>
      <light name="l" type="directional"><diffuse>0 0 0 1</diffuse></light>{body}
      <model name="eye"><static>true</static><pose>0 0 1 0 0 0</pose><link name="link">
      <sensor name="cam" type="{sensor}"><topic>/eye/image</topic><camera>
      <horizontal_fov>1.2</horizontal_fov><image><width>320</width><height>240</height></image>
      </camera></sensor></link></model></world></sdf>"""
    engine = MujocoEngine(sdf.parse(text, folder))
    lab.made.append(engine)
    lab.listen(engine)
    topic = {"camera": "/eye/image", "segmentation": "/eye/image/labels_map"}[sensor]
    message = lab.last(lab.run(engine, 0.001), topic, IMAGE)
    return np.asarray(message.data).reshape(240, 320, 3).astype(int)


def visual(geometry: str, rest: str = "", pose: str = "0 0 0 0 0 0") -> str:
    return f"""<model name="m"><static>1</static><link name="l"><visual name="v">
      <pose>{pose}</pose><geometry>{geometry}</geometry>{rest}</visual></link></model>"""


def columns(pixels: Any) -> list[list[int]]:
    """The colours in the middle of the four cards, from y = 1.5 to -1.5."""
    found: list[list[int]] = [
        pixels[120, round(160 - 160 / np.tan(0.6) * y / 3)].tolist() for y in (1.5, 0.5, -0.5, -1.5)
    ]
    return found


BOX = "<box><size>1 1 1</size></box>"
AHEAD = "3 0 1 0 0 0"


def centre(lab: Any, folder: Path, material: str) -> list[int]:
    colour: list[int] = picture(lab, folder, visual(BOX, material, AHEAD))[120, 160].tolist()
    return colour


@pytest.mark.parametrize(
    ("material", "expected"),
    [
        ("", [178, 178, 178]),
        ("<material><ambient>1 0 0 1</ambient></material>", [0, 0, 0]),
        ("<material><diffuse>0.2 0.4 0.6</diffuse></material>", [51, 102, 153]),
        ("<material><script><name>Gazebo/Orange</name></script></material>", [255, 130, 12]),
        ("<material><script><name>Gazebo/DarkGray</name></script></material>", [45, 45, 45]),
        (
            """<material><script><name>Own/Red</name></script><diffuse>1 0 0 1</diffuse>
            </material>""",
            [255, 0, 0],
        ),
    ],
)
def test_a_material_and_none(lab: Any, tmp_path: Path, material: str, expected: list[int]) -> None:
    assert centre(lab, tmp_path, material) == pytest.approx(expected, abs=1)


def test_half_of_what_is_behind_shows_through(lab: Any, tmp_path: Path) -> None:
    wall = visual("<box><size>0.1 9 9</size></box>", "<material><diffuse>0 0 1</diffuse></material>",
                  "6 0 0 0 0 0").replace('"m"', '"wall"')  # fmt: skip
    pane = visual(BOX, "<material><diffuse>1 0 0</diffuse></material>"
                  "<transparency>0.5</transparency>", AHEAD)  # fmt: skip
    colour = picture(lab, tmp_path, wall + pane)[120, 160].tolist()
    assert colour == pytest.approx([128, 0, 128], abs=1)


def write_obj(folder: Path) -> None:
    """A red, a white and a half green card, and one with a picture: left blue, right yellow."""
    image = np.zeros((8, 8, 3), np.uint8)
    image[:, :4], image[:, 4:] = (0, 0, 255), (255, 255, 0)
    Image.fromarray(image).save(folder / "two.png")
    (folder / "cards.mtl").write_text(
        "newmtl red\nKd 1 0 0\nnewmtl green\nKd 0 0.5 0\nnewmtl two\nKd 1 1 1\nmap_Kd two.png\n"
    )
    faces = f"usemtl red\n{square(1)}usemtl green\n{square(3)}usemtl two\n{square(5)}"
    (folder / "cards.obj").write_text(f"mtllib cards.mtl\n{CARDS}{UV}{faces}")


MESH = "<mesh><uri>cards.obj</uri></mesh>"


def test_an_obj_has_its_own_colours_and_pictures(lab: Any, tmp_path: Path) -> None:
    write_obj(tmp_path)
    pixels = picture(lab, tmp_path, visual(MESH))
    red, green, _, nothing = columns(pixels)
    assert [red, green, nothing] == [[255, 0, 0], pytest.approx([0, 128, 0], abs=1), [0, 0, 0]]
    focal = 160 / np.tan(0.6)
    left, right = (pixels[120, round(160 - focal * y / 3)] for y in (-0.25, -0.75))
    assert left.tolist() == [0, 0, 255]
    assert right.tolist() == [255, 255, 0]


def test_a_material_of_the_world_covers_the_whole_mesh(lab: Any, tmp_path: Path) -> None:
    write_obj(tmp_path)
    pixels = picture(lab, tmp_path, visual(MESH, "<material><diffuse>0 1 1 1</diffuse></material>"))
    assert columns(pixels)[:3] == [[0, 255, 255]] * 3


def test_all_parts_of_a_mesh_have_its_label(lab: Any, tmp_path: Path) -> None:
    write_obj(tmp_path)
    label = """<plugin filename="gz-sim-label-system" name="gz::sim::systems::Label">
      <label>7</label></plugin>"""
    labels = columns(picture(lab, tmp_path, visual(MESH, label), "segmentation"))
    assert [each[0] for each in labels] == [7, 7, 7, 255]


def write_dae(path: Path) -> None:
    """Two boxes of different colours in one file."""
    parts = []
    for y, colour in ((1.0, [255, 0, 0, 255]), (-1.0, [0, 255, 0, 255])):
        box = trimesh.creation.box((1, 1, 1))
        box.apply_translation([3, y, 1])
        material = trimesh.visual.material.PBRMaterial(baseColorFactor=colour)
        box.visual = trimesh.visual.TextureVisuals(uv=np.zeros((8, 2)), material=material)
        parts.append(box)
    path.write_bytes(trimesh.exchange.dae.export_collada(parts))


def test_a_collada_file_has_its_own_colours(lab: Any, tmp_path: Path) -> None:
    write_dae(tmp_path / "boxes.dae")
    pixels = picture(lab, tmp_path, visual("<mesh><uri>boxes.dae</uri></mesh>"))
    assert pixels[120, 90].tolist() == [255, 0, 0]
    assert pixels[120, 230].tolist() == [0, 255, 0]


def test_one_node_of_a_collada_file(lab: Any, tmp_path: Path) -> None:
    write_dae(tmp_path / "boxes.dae")
    part = "<mesh><uri>boxes.dae</uri><submesh><name>node1</name></submesh></mesh>"
    pixels = picture(lab, tmp_path, visual(part))
    assert pixels[120, 90].tolist() == [0, 0, 0]
    assert pixels[120, 230].tolist() == [0, 255, 0]
    with pytest.raises(SdfError, match=r"has no submesh 'node2'; did you mean 'node"):
        picture(lab, tmp_path, visual(part.replace("node1", "node2")))


def test_an_albedo_map_may_be_a_jpeg(lab: Any, tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "a.jpg"), np.full((16, 16, 3), (200, 100, 50), np.uint8))
    look = """<material><diffuse>1 1 1 1</diffuse><pbr><metal><albedo_map>{}</albedo_map></metal>
      </pbr></material>"""
    assert centre(lab, tmp_path, look.format("a.jpg")) == pytest.approx([50, 100, 200], abs=4)
    (tmp_path / "b.png").write_text("no picture")
    with pytest.raises(SdfError, match=r"'b.png' cannot be read: expected a PNG or JPEG"):
        centre(lab, tmp_path, look.format("b.png"))


def test_what_is_not_shown_is_listed(tmp_path: Path) -> None:
    materials = [
        "<script><name>Gazebo/Bricks</name></script>", "<script><name>Own/Red</name></script>", "",
    ]  # fmt: skip
    body = "".join(
        visual(BOX, f"<material>{each}</material>").replace('"m"', f'"m{number}"')
        for number, each in enumerate(materials)
    )
    world = sdf.parse(f'<sdf version="1.9"><world name="w">{body}</world></sdf>')
    assert [each.note for each in world.unsupported if each.harmless] == [
        "'Gazebo/Bricks' has its colour here, not its picture, as in Gazebo",
        "'Own/Red' is an Ogre 1 material; give <diffuse> or <pbr> as well",
        "no <diffuse>: black, as in Gazebo",
        "no <diffuse>: black, as in Gazebo",
    ]


def test_the_skin_of_a_skeleton_is_seen_as_it_is_bound(lab: Any, tmp_path: Path) -> None:
    """A blue square of 2 m that the binding moves from x = 1 to x = 3."""
    matrix = "1 0 0 2  0 1 0 0  0 0 1 1  0 0 0 1"
    (tmp_path / "person.dae").write_text(
        f"""<?xml version="1.0"?>
      <COLLADA xmlns="http://www.collada.org/2005/11/COLLADASchema" version="1.4.1">
      <asset><unit meter="1"/></asset>
      <library_effects><effect id="e"><profile_COMMON><technique sid="c"><lambert><diffuse>
      <color>0 0 1 1</color></diffuse></lambert></technique></profile_COMMON></effect>
      </library_effects><library_materials><material id="m"><instance_effect url="#e"/></material>
      </library_materials><library_geometries><geometry id="g"><mesh><source id="p">
      <float_array id="a" count="12">1 1 -1 1 -1 -1 1 -1 1 1 1 1</float_array><technique_common>
      <accessor source="#a" count="4" stride="3"><param name="X" type="float"/>
      <param name="Y" type="float"/><param name="Z" type="float"/></accessor></technique_common>
      </source><vertices id="v"><input semantic="POSITION" source="#p"/></vertices>
      <triangles count="2" material="paint"><input semantic="VERTEX" source="#v" offset="0"/>
      <p>0 1 2 0 2 3</p></triangles></mesh></geometry></library_geometries>
      <library_controllers><controller id="k"><skin source="#g"><bind_shape_matrix>{matrix}
      </bind_shape_matrix></skin></controller></library_controllers>
      <library_visual_scenes><visual_scene id="s"><node id="n"><instance_controller url="#k">
      <bind_material><technique_common><instance_material symbol="paint" target="#m"/>
      </technique_common></bind_material></instance_controller></node></visual_scene>
      </library_visual_scenes><scene><instance_visual_scene url="#s"/></scene></COLLADA>""".strip()
    )
    pixels = picture(lab, tmp_path, visual("<mesh><uri>person.dae</uri></mesh>"))
    blue = np.argwhere(pixels[..., 2] > 200)
    focal = 160 / np.tan(0.6)
    assert blue.min(axis=0) == pytest.approx([120 - focal / 3, 160 - focal / 3], abs=1)
    assert blue.max(axis=0) == pytest.approx([119 + focal / 3, 159 + focal / 3], abs=1)
