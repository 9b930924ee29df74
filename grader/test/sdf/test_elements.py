"""Elements into typed objects, what is refused, and what is listed as unsupported."""

from __future__ import annotations

from math import inf, pi

import atelier_worlds
import numpy as np
import pytest

from atelier_grader import sdf
from atelier_grader.sdf.geometry import Box, Capsule, Cylinder, Ellipsoid, Plane, Sphere
from atelier_grader.sdf.model import Link, Model


def model(body: str) -> Model:
    text = f'<sdf version="1.9"><world name="w"><model name="m">{body}</model></world></sdf>'
    return sdf.parse(text).models[0]


def link(body: str) -> Link:
    return model(f'<link name="l">{body}</link>').links[0]


def collision(geometry: str, extra: str = "") -> str:
    return f'<collision name="c"><geometry>{geometry}</geometry>{extra}</collision>'


def test_geometries() -> None:
    shapes = "".join(
        collision(g).replace('"c"', f'"c{i}"')
        for i, g in enumerate(
            (
                "<box><size>1 2 3</size></box>",
                "<sphere><radius>2</radius></sphere>",
                "<cylinder><radius>1</radius><length>4</length></cylinder>",
                "<capsule><radius>1</radius><length>4</length></capsule>",
                "<ellipsoid><radii>1 2 3</radii></ellipsoid>",
                "<plane><normal>0 0 1</normal><size>5 6</size></plane>",
                "<empty/>",
            )
        )
    )
    found = [each.geometry for each in link(shapes).collisions]
    kinds = [Box, Sphere, Cylinder, Capsule, Ellipsoid, Plane]
    assert [type(geometry) for geometry in found] == kinds


def test_inertia_is_turned_into_the_link_frame() -> None:
    inertial = link(f"""<inertial><pose>1 0 0 0 0 {pi / 2}</pose><mass>2</mass>
      <inertia><ixx>1</ixx><iyy>2</iyy><izz>2.5</izz></inertia></inertial>""").inertial
    assert inertial is not None
    assert (inertial.mass_kg, inertial.center.tolist()) == (2, [1, 0, 0])
    assert inertial.inertia == pytest.approx(np.diag([2, 1, 2.5]))


def test_joint_limits_as_gazebo_reads_them() -> None:
    (joint,) = model("""<link name="a"/><link name="b"/><joint name="j" type="revolute">
      <parent>a</parent><child>b</child><axis><xyz>0 0 2</xyz><limit><lower>-1e16</lower>
      <upper>1.5</upper><effort>-1</effort><velocity>3</velocity></limit>
      <dynamics><damping>0.5</damping></dynamics></axis></joint>""").joints
    axis = joint.axis
    assert axis is not None
    assert axis.direction.tolist() == [0, 0, 1]
    assert (axis.lower, axis.upper, axis.effort, axis.velocity) == (-inf, 1.5, inf, 3)
    assert axis.damping == 0.5


def test_materials() -> None:
    (visual,) = link("""<visual name="v"><transparency>0.25</transparency><geometry><sphere>
      <radius>1</radius></sphere></geometry><material><diffuse>1 0.5 0</diffuse></material>
      </visual>""").visuals
    assert visual.material.diffuse == (1, 0.5, 0, 1)
    assert visual.material.ambient == (1, 0.5, 0, 1)
    assert visual.transparency == 0.25


def test_friction() -> None:
    surface = "<surface><friction><ode><mu>0.3</mu><mu2>0.3</mu2></ode></friction></surface>"
    (found,) = link(collision("<sphere><radius>1</radius></sphere>", surface)).collisions
    assert found.surface.mu == 0.3


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (collision("<box><size>1 2</size></box>"), r"box: <size> expected 3 finite numbers, got '1 2'"),
        (collision("<box><size>1 2 0</size></box>"), r"<size> expected lengths over 0, got '1 2 0'"),
        (collision("<bx/>"), r"the shape <bx> is not supported; did you mean 'box'"),
        ("<inertial><mass>0</mass></inertial>", r"<mass> expected more than 0 kg, got 0"),
        ("<inertial><mass>abc</mass></inertial>", r"<mass> expected a finite number, got 'abc'"),
        ("<inertial><mass>1</mass><mass>2</mass></inertial>", r"a second <mass>; expected one"),
        ("<inertial><inertia><ixx>5</ixx></inertia></inertial>",
         r"no moment may exceed the sum of the others, got 1, 1, 5 kg m2"),
        ("<inertial><inertia><ixx>-1</ixx></inertia></inertial>",
         r"expected positive moments, got -1 kg m2"),
        ("<gravity>maybe</gravity>", r"<gravity> expected true or false, got 'maybe'"),
        (collision("<mesh><uri>none.stl</uri></mesh>"), r"'none.stl' is not found; looked in"),
    ],
)  # fmt: skip
def test_errors_name_the_place(body: str, message: str) -> None:
    with pytest.raises(sdf.SdfError, match=rf"<text>:\d+: .*{message}"):
        link(body)


def test_nothing_is_ignored_in_silence() -> None:
    world = sdf.parse("""<sdf version="1.9"><world name="w"><rocket/>
      <physics name="p" type="ode"><max_step_size>0.002</max_step_size>
      <real_time_factor>1</real_time_factor></physics>
      <model name="m"><link name="l"><collision name="c"><geometry><box><size>1 1 1</size></box>
      </geometry><surface><bounce><restitution_coefficient>0.5</restitution_coefficient></bounce>
      <friction><ode><mu>1</mu><slip1>0.5</slip1></ode></friction></surface></collision></link></model>
      </world></sdf>""")
    listed = [(each.element, each.harmless) for each in world.unsupported]
    assert sorted(listed) == [
        ("ode", False), ("physics/real_time_factor", True),
        ("world/rocket", False),
    ]  # fmt: skip
    assert world.step_s == 0.002


@pytest.mark.parametrize("name", ["warehouse", "line_hall"])
def test_the_shipped_worlds_use_nothing_unsupported(name: str) -> None:
    world = sdf.load(atelier_worlds.WORLDS / f"{name}.sdf", atelier_worlds.MODEL_PATHS)
    assert [str(each) for each in world.unsupported if not each.harmless] == []


def test_misspelt_elements_and_attributes_are_listed_with_the_nearest_name() -> None:
    link = "<link name='a'><pose relativ_to='b'/><inertal/></link>"
    world = sdf.parse(f"<sdf><world name='w'><model name='m'>{link}</model></world></sdf>")
    assert [(each.element, each.note) for each in world.unsupported] == [
        ("link/inertal", "has no effect in the embedded engine; did you mean 'inertial'?"),
        ("pose", "attribute 'relativ_to' has no effect; did you mean 'relative_to'?"),
    ]
