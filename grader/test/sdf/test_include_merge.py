"""`<include>` with merge, placement frames, other machines, and joints of the world."""

from __future__ import annotations

from math import pi
from pathlib import Path

import pytest

from atelier_grader import sdf
from atelier_grader.engine.mujoco.flat import flatten
from atelier_grader.sdf.pose import from_rpy

ARM = """<sdf version="1.9"><model name="arm"><pose>9 9 9 0 0 0</pose>
  <link name="base"/>
  <link name="tip"><pose>0 0 2 0 0 0</pose></link>
  <link name="far"><pose relative_to="tip">1 0 0 0 0 0</pose></link>
  <frame name="mid"><pose>0 0 1 0 0 0</pose></frame>
  <joint name="j" type="revolute"><parent>__model__</parent><child>tip</child>
    <axis><xyz expressed_in="__model__">1 0 0</xyz></axis></joint></model></sdf>"""


def parse(folder: Path, include: str) -> sdf.World:
    (folder / "arm.sdf").write_text(ARM)
    return sdf.parse(
        f"""<sdf version="1.9"><world name="w"><model name="cell"><link name="floor"/>
        {include}</model></world></sdf>""",
        folder,
    )


def merge(pose: str) -> str:
    return f'<include merge="true"><uri>arm.sdf</uri>{pose}</include>'


def test_merged_links_stand_where_the_include_puts_the_model(tmp_path: Path) -> None:
    (cell,) = parse(tmp_path, merge(f"<pose>1 0 0 0 0 {pi / 2}</pose>")).models
    assert [link.name for link in cell.links] == ["floor", "base", "tip", "far"]
    assert cell.models == ()
    poses = {link.name: link.pose for link in cell.links}
    assert poses["base"].position.tolist() == [1, 0, 0]
    assert poses["tip"].position.tolist() == [1, 0, 2]
    assert poses["far"].position == pytest.approx([1, 1, 2])
    frames = {frame.name: frame for frame in cell.frames}
    assert frames["mid"].pose.position.tolist() == [1, 0, 1]
    assert (frames["mid"].link, frames["_merged__arm__model__"].link) == ("base", "base")
    (joint,) = cell.joints
    assert (joint.parent, joint.child) == ("base", "tip")
    assert joint.axis is not None
    assert joint.axis.direction == pytest.approx([1, 0, 0])


def test_a_merged_model_keeps_its_own_pose_without_another(tmp_path: Path) -> None:
    (cell,) = parse(tmp_path, merge("")).models
    assert cell.links[1].pose.position.tolist() == [9, 9, 9]


def test_the_pose_of_a_placement_frame(tmp_path: Path) -> None:
    placed = "<placement_frame>tip</placement_frame><pose>0 0 5 0 0 3</pose>"
    (cell,) = parse(tmp_path, merge(placed)).models
    assert cell.links[2].pose.position == pytest.approx([0, 0, 5])
    assert abs(cell.links[1].pose.orientation @ from_rpy(0, 0, 3)) == pytest.approx(1)
    plain = f"<include><uri>arm.sdf</uri>{placed}</include>"
    assert parse(tmp_path, plain).models[0].models[0].pose.position == pytest.approx([0, 0, 3])


def test_what_cannot_be_included(tmp_path: Path) -> None:
    with pytest.raises(sdf.SdfError, match="a <placement_frame> needs a <pose>, has none"):
        parse(tmp_path, merge("<placement_frame>tip</placement_frame>"))
    text = f'<sdf version="1.9"><world name="w">{merge("")}</world></sdf>'
    with pytest.raises(sdf.SdfError, match="model 'arm': has links, which cannot be merg"):
        sdf.parse(text, tmp_path)


def test_parameters_for_other_programs_are_listed(tmp_path: Path) -> None:
    found = parse(
        tmp_path, merge('<experimental:params><link name="x"/></experimental:params><a/>')
    )
    assert [(each.element, each.harmless) for each in found.unsupported] == [
        ("model/experimental:params", False), ("model/include/a", False),
    ]  # fmt: skip


FUEL = "https://fuel.gazebosim.org/1.0/OpenRobotics/models/Big%20Crate"


def test_models_of_other_machines_are_listed_unless_a_copy_is_here(tmp_path: Path) -> None:
    text = f"""<sdf version="1.9"><world name="w"><include><uri>{FUEL}</uri><pose>1 0 0 0 0 0</pose>
      </include></world></sdf>"""
    away = sdf.parse(text, tmp_path)
    assert away.models == ()
    (listed,) = away.unsupported
    assert (listed.element, listed.harmless, listed.place.line) == ("include", False, 1)
    assert f"'{FUEL}' is on another machine: not fetched, left out" in listed.note
    (tmp_path / "Big Crate").mkdir()
    (tmp_path / "Big Crate" / "model.sdf").write_text(ARM)
    here = sdf.parse(text, tmp_path, [tmp_path])
    assert here.models[0].pose.position.tolist() == [1, 0, 0]
    assert here.unsupported == []


def test_meshes_of_other_machines_leave_their_shape_out() -> None:
    mesh = f"<geometry><mesh><uri>{FUEL}/2/files/a.dae</uri></mesh></geometry>"
    body = f'<link name="l"><visual name="v">{mesh}</visual><collision name="c">{mesh}</collision></link>'
    world = sdf.parse(f'<sdf><world name="w"><model name="m">{body}</model></world></sdf>')
    (link,) = world.models[0].links
    assert (link.visuals, link.collisions) == ((), ())
    assert [each.element for each in world.unsupported] == ["collision", "visual"]


def test_joints_between_models() -> None:
    world = sdf.parse("""<sdf version="1.10"><world name="w">
      <joint name="hinge" type="revolute"><parent>a</parent><child>b::inner::l</child>
        <axis><xyz>0 0 1</xyz></axis></joint>
      <model name="a"><link name="l"/></model>
      <model name="b"><model name="inner"><link name="l"/></model></model></world></sdf>""")
    joint = flatten(world).joints["hinge"]
    assert (joint.parent, joint.child) == ("a::l", "b::inner::l")
