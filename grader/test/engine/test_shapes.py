"""Polylines, height images and meshes: what they hold up, and what a lidar sees of them."""

from __future__ import annotations

from collections.abc import Callable
from math import pi
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
import trimesh

from atelier_grader import sdf
from atelier_grader.engine.mujoco import MujocoEngine
from atelier_grader.engine.mujoco.polygon import ears, prism
from atelier_grader.sdf.error import SdfError

ELL = "".join(f"<point>{p}</point>" for p in ("0 0", "2 0", "2 1", "1 1", "1 2", "0 2"))
Make = Callable[..., MujocoEngine]


@pytest.fixture
def make(lab: Any, tmp_path: Path) -> Make:
    def engine(*parts: str) -> MujocoEngine:
        text = f"""<sdf version="1.9"><world name="w"><physics name="p" type="ode">
          <max_step_size>0.002</max_step_size></physics>{"".join(parts)}</world></sdf>"""
        made = MujocoEngine(sdf.parse(text, tmp_path))
        lab.made.append(made)
        return made

    return engine


def still(geometry: str, name: str = "thing") -> str:
    return f"""<model name="{name}"><static>true</static><link name="l">
      <collision name="c"><geometry>{geometry}</geometry></collision>
      <visual name="v"><geometry>{geometry}</geometry></visual></link></model>"""


def ball(name: str, xyz: str) -> str:
    return f"""<model name="{name}"><pose>{xyz} 0 0 0</pose><link name="l">
      <inertial><mass>1</mass><inertia><ixx>0.004</ixx><iyy>0.004</iyy><izz>0.004</izz></inertia>
      </inertial><collision name="c"><geometry><sphere><radius>0.1</radius></sphere></geometry>
      </collision></link></model>"""


def height(engine: MujocoEngine, name: str) -> float:
    return float(engine.simulation.pose(name).position[2])


@pytest.mark.parametrize("reverse", [False, True])
def test_ears_cover_a_polygon_once(reverse: bool) -> None:
    points = np.array([[0, 0], [2, 0], [2, 1], [1, 1], [1, 2], [0, 2.0]])
    points = points[::-1] if reverse else points
    corners = points[np.array(ears(points))]
    one, two = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    areas = (one[:, 0] * two[:, 1] - one[:, 1] * two[:, 0]) / 2
    assert (areas > 0).all()
    assert areas.sum() == pytest.approx(3)
    solid = prism(points, 0.5)
    # The divergence theorem: the volume of what outward triangles enclose.
    volume = np.einsum("ni,ni->n", solid[:, 0], np.cross(solid[:, 1], solid[:, 2])).sum() / 6
    assert volume == pytest.approx(1.5)


def test_an_extruded_ell_carries_what_lies_on_it_only(make: Make) -> None:
    shape = f"<polyline>{ELL}<height>0.5</height></polyline>"
    engine = make(still(shape), ball("on", "1.7 0.5 0.7"), ball("corner", "1.6 1.6 0.7"))
    engine.advance(1_000_000_000)
    assert height(engine, "on") == pytest.approx(0.6, abs=0.002)
    assert height(engine, "corner") < -2


def test_a_cone(make: Make) -> None:
    """1 m wide and 2 m high: half as wide at the height of its frame."""
    shape = "<cone><radius>1</radius><length>2</length></cone>"
    lidar = f"""<model name="mast"><static>true</static><pose>3 0 0 0 0 {pi}</pose>
      <link name="l"><sensor name="s" type="gpu_lidar"><topic>scan</topic><lidar><scan>
      <horizontal><samples>1</samples></horizontal></scan><range><min>0.1</min><max>50</max>
      </range></lidar></sensor></link></model>"""
    engine = make(still(shape), lidar, ball("tip", "0 0 1.3"))
    assert float(engine.sensors[0].measure()[0, 0]) == pytest.approx(2.5, abs=0.002)
    engine.advance(200_000_000)
    assert height(engine, "tip") == pytest.approx(1.1, abs=0.005)


def test_a_height_image(make: Make, tmp_path: Path) -> None:
    """A ramp from black at -x to white at +x: 10 m long, 2 m high."""
    ramp = np.repeat(np.linspace(0, 255, 65).round().astype(np.uint8)[None], 65, axis=0)
    cv2.imwrite(str(tmp_path / "ramp.png"), ramp)
    shape = "<heightmap><uri>ramp.png</uri><size>10 10 2</size><pos>0 0 1</pos></heightmap>"
    lidar = f"""<model name="mast"><static>true</static><pose>2.5 0 10 0 {pi / 2} 0</pose>
      <link name="l"><sensor name="s" type="gpu_lidar"><topic>scan</topic><lidar><scan>
      <horizontal><samples>1</samples></horizontal></scan><range><min>0.1</min><max>50</max>
      </range></lidar></sensor></link></model>"""
    engine = make(still(shape), lidar, ball("a", "-4 0 3"))
    assert float(engine.sensors[0].measure()[0, 0]) == pytest.approx(10 - 2.5, abs=0.01)
    for _ in range(2000):
        engine.advance(engine.now_ns + 1)
        if engine.simulation.data.ncon:
            break
    x = float(engine.simulation.pose("a").position[0])
    assert height(engine, "a") == pytest.approx(1 + (x + 5) / 5 + 0.1 * 1.04**0.5, abs=0.03)
    broken = shape.replace("ramp", "text")
    (tmp_path / "text.png").write_text("no image")
    with pytest.raises(SdfError, match=r"heightmap 'text.png': not an image that can be read"):
        make(still(broken))


def test_parts_of_a_mesh_collide_apart(make: Make, tmp_path: Path) -> None:
    posts = [trimesh.creation.box((0.4, 0.4, 1), np.eye(4)) for _ in range(2)]
    posts[0].apply_translation((-1, 0, 0.5))
    posts[1].apply_translation((1, 0, 0.5))
    trimesh.util.concatenate(posts).export(tmp_path / "posts.stl")
    shape = "<mesh><uri>posts.stl</uri></mesh>"
    engine = make(still(shape), ball("on", "1 0 1.3"), ball("between", "0 0 1.3"))
    touching: set[tuple[str, str]] = set()

    def note(state: Any) -> bool:
        touching.update((each.first, each.second) for each in state.contacts())
        return False

    engine.observe(100_000_000, note)
    engine.advance(1_000_000_000)
    # A piece has its collision's name.
    assert touching == {("on::l::c", "thing::l::c")}
    assert height(engine, "on") == pytest.approx(1.1, abs=0.002)
    assert height(engine, "between") < 0


def test_collada_in_centimetres_and_one_part_of_it(make: Make, tmp_path: Path) -> None:
    scene = trimesh.Scene()
    for name, x in (("left", -100.0), ("right", 100.0)):
        place = trimesh.transformations.translation_matrix((x, 0, 50))
        scene.add_geometry(trimesh.creation.box((40, 40, 100)), name, name, transform=place)
    data = trimesh.exchange.dae.export_collada(list(scene.dump())).decode()
    data = data.replace("<asset>", '<asset><unit name="cm" meter="0.01"/>')
    (tmp_path / "posts.dae").write_text(data)
    engine = make(
        still("<mesh><uri>posts.dae</uri><scale>1 1 2</scale></mesh>"), ball("on", "1 0 2.2")
    )
    engine.advance(1_000_000_000)
    assert height(engine, "on") == pytest.approx(2.1, abs=0.002)
    with pytest.raises(SdfError, match=r"mesh 'posts.dae' has no submesh 'middle'"):
        make(still("<mesh><uri>posts.dae</uri><submesh><name>middle</name></submesh></mesh>"))
    bomb = '<!DOCTYPE x [<!ENTITY a "b">]>' + data.partition("?>")[2]
    (tmp_path / "bomb.dae").write_text(bomb)
    with pytest.raises(SdfError, match=r"mesh 'bomb.dae' cannot be read"):
        make(still("<mesh><uri>bomb.dae</uri></mesh>"))


def test_a_hollow_mesh_is_listed_as_a_hull(make: Make, tmp_path: Path) -> None:
    points = np.array([[0, 0], [2, 0], [2, 1], [1, 1], [1, 2], [0, 2.0]])
    corners = prism(points, 1.0)
    faces = np.arange(len(corners) * 3).reshape(-1, 3)
    trimesh.Trimesh(corners.reshape(-1, 3), faces).export(tmp_path / "ell.stl")
    trimesh.creation.box((1, 1, 1)).export(tmp_path / "box.stl")
    for name, expected in (("ell", 1), ("box", 0)):
        engine = make(still(f"<mesh><uri>{name}.stl</uri></mesh>"))
        notes = [str(each) for each in engine.unsupported if "convex hull" in str(each)]
        assert len(notes) == expected


def test_too_many_faces_and_missing_files(make: Make, tmp_path: Path) -> None:
    faces = np.tile([[0, 1, 2]], (200_001, 1))
    trimesh.Trimesh(np.eye(3), faces, process=False).export(tmp_path / "huge.stl")
    with pytest.raises(SdfError, match=r"<text>:\d+: mesh 'huge.stl': expected 1 to 200000 faces"):
        make(still("<mesh><uri>huge.stl</uri></mesh>"))
    with pytest.raises(SdfError, match=r"<text>:\d+: 'none.stl' is not found; looked in"):
        make(still("<mesh><uri>none.stl</uri></mesh>"))
