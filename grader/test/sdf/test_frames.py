"""Frames, poses and nesting."""

from __future__ import annotations

from math import pi

import numpy as np
import pytest

from atelier_grader import sdf
from atelier_grader.sdf.model import Model
from atelier_grader.sdf.pose import Transform, from_rpy, from_z_to, rotation_matrix


def model(body: str) -> Model:
    return sdf.parse(
        f'<sdf version="1.9"><world name="w"><model name="m">{body}</model></world></sdf>'
    ).models[0]


def near(pose: Transform, x: float, y: float, z: float, yaw: float = 0.0) -> None:
    assert pose.position.tolist() == pytest.approx([x, y, z], abs=1e-12)
    difference = abs(float(pose.orientation @ from_rpy(0, 0, yaw)))
    assert difference == pytest.approx(1, abs=1e-12)


def test_relative_to_links_joints_and_frames_in_any_order() -> None:
    found = model("""
      <link name="c"><pose relative_to="f">0 0 1 0 0 0</pose></link>
      <frame name="f" attached_to="b"><pose>0 2 0 0 0 0</pose></frame>
      <link name="a"><pose>1 0 0 0 0 1.5707963267948966</pose></link>
      <link name="b"><pose relative_to="a">1 0 0 0 0 0</pose></link>
      <joint name="j" type="revolute"><parent>a</parent><child>b</child>
        <pose relative_to="a">0.5 0 0 0 0 0</pose>
        <axis><xyz expressed_in="__model__">0 1 0</xyz></axis></joint>
      <link name="d"><pose relative_to="j">0 0 3 0 0 0</pose></link>""")
    poses = {link.name: link.pose for link in found.links}
    near(poses["b"], 1, 1, 0, pi / 2)
    near(poses["c"], -1, 1, 1, pi / 2)
    near(poses["d"], 1, 0.5, 3, pi / 2)
    (joint,) = found.joints
    near(joint.pose, -0.5, 0, 0)
    assert joint.axis is not None
    assert joint.axis.direction.tolist() == pytest.approx([1, 0, 0], abs=1e-12)
    assert (found.frames[0].name, found.frames[0].link) == ("f", "b")
    assert found.canonical_link == "c"


def test_nested_models_and_placement_frames() -> None:
    world = sdf.parse("""<sdf version="1.9"><world name="w">
      <frame name="dock"><pose>10 0 0 0 0 0</pose></frame>
      <model name="cell" placement_frame="arm::tip"><pose relative_to="dock">0 0 5 0 0 0</pose>
        <model name="arm"><pose>1 0 0 0 0 0</pose>
          <link name="base"/><link name="tip"><pose>0 0 2 0 0 0</pose></link></model>
        <joint name="weld" type="fixed"><parent>world</parent><child>arm::base</child></joint>
      </model></world></sdf>""")
    (cell,) = world.models
    near(cell.pose, 9, 0, 3)
    assert cell.canonical_link == "arm::base"
    assert (cell.joints[0].parent, cell.joints[0].child) == ("world", "arm::base")


def test_rotations_in_degrees_and_quaternions() -> None:
    found = model("""
      <link name="a"><pose degrees="true">0 0 0 0 0 90</pose></link>
      <link name="b"><pose rotation_format="quat_xyzw">1 0 0 0 0 0.7071068 0.7071068</pose></link>""")
    near(found.links[0].pose, 0, 0, 0, pi / 2)
    assert found.links[1].pose.orientation == pytest.approx(from_rpy(0, 0, pi / 2), abs=1e-6)


def test_transforms_compose() -> None:
    rng = np.random.default_rng(2)
    for _ in range(20):
        a, b = (Transform.from_xyz_rpy(rng.uniform(-2, 2, 6)) for _ in range(2))
        point = rng.uniform(-1, 1, 3)
        inner = b.matrix @ point + b.position
        whole = a @ b
        assert whole.matrix @ point + whole.position == pytest.approx(a.matrix @ inner + a.position)
        assert (a @ a.inverse()).position == pytest.approx(np.zeros(3), abs=1e-12)
        assert rotation_matrix(from_z_to(point))[:, 2] * np.linalg.norm(point) == pytest.approx(
            point
        )


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ('<link name="a"><pose relative_to="bb"/></link><link name="b"/>', None),
        ('<link name="a"><pose relative_to="bb">1 0 0 0 0 0</pose></link><link name="b"/>',
         r"<text>:1: model 'm': there is no frame 'bb'; did you mean 'b'\?"),
        ('<link name="a"><pose relative_to="b">1 0 0 0 0 0</pose></link>'
         '<link name="b"><pose relative_to="a">1 0 0 0 0 0</pose></link>',
         r"model 'm': frames form a cycle: a -> b"),
        ('<link name="a"/><link name="a"/>', r"model 'm': a second 'a'; names must differ"),
        ('<link name="a"><pose>1 2 nan 0 0 0</pose></link>',
         r"pose: expected 6 finite numbers, got '1 2 nan 0 0 0'"),
        ('<frame name="f"/>', r"model 'm': needs a <link>, has none"),
        ('<link name="a"/><joint name="j" type="hinge"><parent>world</parent><child>a</child>'
         '</joint>', r"joint 'j': type 'hinge' is not supported; valid: ball, continuous"),
        ('<link name="a"/><joint name="j" type="fixed"><parent>b</parent><child>a</child></joint>',
         r"model 'm': there is no frame 'b'; did you mean|there is no frame 'b'"),
    ],
)  # fmt: skip
def test_errors(body: str, message: str | None) -> None:
    if message is None:
        # As in Gazebo's libsdformat, an empty pose still must name an existing frame.
        message = r"there is no frame 'bb'; did you mean 'b'"
    with pytest.raises(sdf.SdfError, match=message):
        model(body)


def world(body: str) -> sdf.World:
    return sdf.parse(f'<sdf version="1.10"><world name="w">{body}</world></sdf>')


TWO = """<model name="a"><pose>0 0 1 0 0 0</pose><link name="l"/></model>
  <model name="b"><pose>0 0 5 0 0 0</pose><link name="l"/></model>"""


def test_joints_of_a_world_between_its_frames() -> None:
    found = world(f"""{TWO}<frame name="f" attached_to="b"><pose>0 1 0 0 0 0</pose></frame>
      <frame name="g" attached_to="f"><pose>0 0 1 0 0 0</pose></frame><frame name="h"/>
      <joint name="j" type="ball"><pose>1 0 0 0 0 0</pose><parent>a</parent><child>f</child></joint>
      <joint name="k" type="fixed"><parent>h</parent><child>a::l</child></joint>""")
    first, second = found.joints
    assert (first.parent, first.child) == ("a::l", "b::l")
    near(first.pose, 1, 1, 0)
    assert (second.parent, second.child) == ("world", "a::l")


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        ('<frame name="f" attached_to="c"/>', "world 'w': there is no frame 'c'"),
        ('<frame name="f" attached_to="f"/>', "world 'w': frames form a cycle"),
        ('<frame name="f" attached_to="a::k"/>', "model 'a': there is no frame 'k'"),
        ('<frame name="f" attached_to="a"><pose relative_to="x"/></frame>', "no frame 'x'"),
    ],
)
def test_frames_of_a_world_that_nobody_uses_are_checked_too(frame: str, message: str) -> None:
    with pytest.raises(sdf.SdfError, match=message):
        world(TWO + frame)


def test_a_pose_relative_to_its_own_models_name_is_taken_in_its_link() -> None:
    found = world("""<model name="m"><pose>0 0 9 0 0 0</pose><link name="l">
      <pose>0 3 0 0 0 0</pose>
      <sensor name="s" type="imu"><pose relative_to="m">1 0 0 0 0 0</pose></sensor></link></model>""")
    near(found.models[0].links[0].sensors[0].pose, 1, 0, 0)
    (listed,) = found.unsupported
    assert str(listed).endswith("no frame 'm' inside of it: a pose in 'l', as in Gazebo")


def test_a_model_without_links_is_an_error_unless_it_is_static() -> None:
    with pytest.raises(sdf.SdfError, match="model 'n': needs a <link>, has none"):
        world('<model name="m"><link name="l"/><model name="n"><model name="o"/></model></model>')


def test_what_sdformat_reads_without_a_word_is_listed() -> None:
    found = world("""<model name="m"><team:tag xmlns:team="x"/><link name="a">
      <collision name="c"/></link><link name="b"/>
      <joint name="j" type="revolute"><parent>a</parent><child>b</child></joint>
      <model name="n"><model name="o"><static>true</static></model></model></model>""")
    (joint,) = found.models[0].joints
    assert joint.axis is not None
    assert joint.axis.direction.tolist() == [0, 0, 1]
    notes = [(each.element, each.harmless, each.note) for each in found.unsupported]
    assert notes == [
        ("model", True, "static and without links"),
        ("collision", True, "no <geometry>: an empty one, as in Gazebo"),
        ("joint", True, "no <axis>: along z and without limits, as in Gazebo"),
        ("model/team:tag", True, "a custom element, which no part of Gazebo reads"),
    ]
