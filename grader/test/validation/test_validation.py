"""What a validation finds, each by a world that has it and one that has not."""

from __future__ import annotations

from pathlib import Path

import pytest

from atelier_grader import sdf
from atelier_grader.engine.mujoco.engine import MujocoEngine
from atelier_grader.validation.masses import implausible
from atelier_grader.validation.overlaps import overlaps
from atelier_grader.validation.uniform import uniform_bodies
from atelier_grader.validation.validate import validate_world

BOX = "<box><size>0.2 0.4 0.6</size></box>"


def body(name: str, pose: str = "0 0 0", inertial: str = "", shape: str = BOX) -> str:
    return f"""<model name="{name}"><pose>{pose} 0 0 0</pose><link name="l">{inertial}
      <collision name="c"><geometry>{shape}</geometry></collision></link></model>"""


def inertial(mass: float, ixx: float, iyy: float, izz: float, pose: str = "0 0 0") -> str:
    return f"""<inertial><pose>{pose} 0 0 0</pose><mass>{mass}</mass><inertia><ixx>{ixx}</ixx>
      <iyy>{iyy}</iyy><izz>{izz}</izz></inertia></inertial>"""


def engine(models: str) -> MujocoEngine:
    return MujocoEngine(sdf.parse(f'<sdf version="1.9"><world name="w">{models}</world></sdf>'))


def box_inertial(mass: float, factor: float = 1.0, pose: str = "0 0 0") -> str:
    moments = [mass / 12 * s * factor for s in (0.4**2 + 0.6**2, 0.2**2 + 0.6**2, 0.2**2 + 0.4**2)]
    return inertial(mass, *moments, pose)


def texts(models: str) -> list[str]:
    made = engine(models)
    return [f.text.en for f in implausible(made.flat, made.simulation.files)]


def test_a_uniform_body_has_the_closed_form_volume_and_moments() -> None:
    made = engine(body("m", inertial=box_inertial(3)))
    (found,) = uniform_bodies(made.flat, made.simulation.files).values()
    assert found.volume_m3 == pytest.approx(0.048)
    assert found.moments_m2 == pytest.approx([0.52 / 12, 0.40 / 12, 0.20 / 12])
    assert found.center == pytest.approx([0, 0, 0])
    assert found.reach_m == pytest.approx(0.56**0.5 / 2)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (box_inertial(48), None),
        (box_inertial(48, factor=9), None),
        (
            box_inertial(0.04),
            "0.04 kg in 0.048 m3 of collisions is 0.833 kg/m3; expected 1 to 20000",
        ),
        (box_inertial(1000), "is 2.08e+04 kg/m3; expected 1 to 20000"),
        (
            box_inertial(48, factor=11),
            "uniform body of 48 kg in the shape of its collisions has 2.08",
        ),
        (box_inertial(48, factor=1 / 11), "more than 10 times off"),
        (
            box_inertial(48, pose="0.5 0 0"),
            "its centre of mass is 0.5 m from the middle of its coll",
        ),
    ],
)
def test_masses_and_inertias(given: str, said: str | None) -> None:
    found = texts(body("m", inertial=given))
    if said is None:
        assert found == []
    else:
        assert len(found) == 1
        assert "link 'm::l'" in found[0]
        assert said in found[0]


def test_a_link_without_inertial_has_gazebos_default_which_is_found() -> None:
    small = "<box><size>0.1 0.1 0.1</size></box>"
    assert "largest moment of inertia 1 kg m2" in texts(body("m", shape=small))[0]
    auto = '<inertial auto="true"/>'
    assert texts(body("m", inertial=auto, shape=small)) == []


def test_overlaps_of_different_models_deeper_than_a_millimetre() -> None:
    floor = """<model name="floor"><static>true</static><link name="l"><collision name="c">
      <geometry><plane/></geometry></collision></link></model>"""
    resting = body("a", "0 0 0.3", box_inertial(48))
    touching = body("b", "0.1995 0 0.3", box_inertial(48))
    assert list(overlaps(engine(floor + resting + touching))) == []
    sunk = body("b", "0.15 0 0.29", box_inertial(48))
    found = [f.text.en for f in overlaps(engine(floor + resting + sunk))]
    assert found == [
        "'a::l::c' and 'b::l::c' (<text>:6) overlap by 50 mm at the start",
        "'b::l::c' and 'floor::l::c' (<text>:1) overlap by 10 mm at the start",
    ]


def test_looking_changes_nothing() -> None:
    made = engine(body("a", inertial=box_inertial(1)) + body("b", inertial=box_inertial(1)))
    before = made.state_bytes()
    assert len(list(overlaps(made))) == 1
    assert made.state_bytes() == before


def test_visuals_and_bridges_are_looked_at_too(tmp_path: Path) -> None:
    (tmp_path / "broken.stl").write_text("solid\nendsolid\n")
    (tmp_path / "w.sdf").write_text("""<sdf version="1.9"><world name="w">
      <model name="m"><static>true</static><link name="l"><visual name="v">
      <geometry><mesh><uri>broken.stl</uri></mesh></geometry></visual></link></model></world></sdf>""")
    (tmp_path / "bridge.yaml").write_text("""
- {ros_topic_name: a, gz_topic_name: /nobody, ros_type_name: std_msgs/msg/Bool,
   gz_type_name: gz.msgs.Boolean, direction: GZ_TO_ROS}
- {ros_topic_name: b, gz_topic_name: /no_one, ros_type_name: std_msgs/msg/Bool,
   gz_type_name: gz.msgs.Boolean, direction: ROS_TO_GZ}
""")
    _, findings = validate_world(tmp_path / "w.sdf", [], tmp_path / "bridge.yaml")
    said = [(Path(f.place).name, f.text.en) for f in findings if f.problem]
    assert said[0][0] == "w.sdf:2"
    assert "mesh 'broken.stl'" in said[0][1]
    assert [place for place, _ in said[1:]] == ["bridge.yaml:2", "bridge.yaml:4"]
    assert "nothing in the world publishes '/nobody'" in said[1][1]
    assert "nothing in the world subscribes to '/no_one'" in said[2][1]
