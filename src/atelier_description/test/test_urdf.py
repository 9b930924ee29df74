"""The URDF of each robot is the robot of the worlds."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from atelier_description import MODELS, model_file, robots
from atelier_description.poses import from_xyz_rpy, inverse, to_xyz_rpy
from atelier_description.urdf import to_urdf

SDF = """<sdf version="1.9"><model name="m">
  <link name="a"><sensor name="s" type="camera"><pose>1 0 0 0 0 0</pose><gz_frame_id>eye</gz_frame_id></sensor></link>
  <link name="b"><pose>0 1 0 0 0 1.5707963267948966</pose>
    <visual name="v"><geometry><mesh><uri>model://m/part.obj</uri></mesh></geometry></visual></link>
  <joint name="j" type="revolute"><parent>a</parent><child>b</child>
    <axis><xyz>0 1 0</xyz><limit><lower>-1</lower><upper>2</upper><effort>5</effort></limit></axis></joint>
</model></sdf>"""


def convert(tmp_path: Path, text: str) -> ET.Element:
    (tmp_path / "m").mkdir(exist_ok=True)
    file = tmp_path / "m" / "model.sdf"
    file.write_text(text)
    return ET.fromstring(to_urdf(file))


@pytest.mark.parametrize("robot", robots())
def test_mujoco_reads_the_same_robot_from_the_urdf_as_the_sdf_says(robot: str) -> None:
    mujoco = pytest.importorskip("mujoco")
    sdf = pytest.importorskip("atelier_grader.sdf")
    text = to_urdf(model_file(robot))
    keep = '<mujoco><compiler fusestatic="false" balanceinertia="false"/></mujoco></robot>'
    model = mujoco.MjModel.from_xml_string(text.replace("</robot>", keep))
    data = mujoco.MjData(model)
    mujoco.mj_kinematics(model, data)
    world = f'<sdf version="1.9"><world name="w"><include><uri>model://{robot}</uri></include></world></sdf>'
    (described,) = sdf.parse(world, search_paths=[MODELS]).models
    shapes = 0
    for link in described.links:
        body = model.body(link.name)
        assert body.mass[0] == pytest.approx(link.inertial.mass_kg)
        np.testing.assert_allclose(data.body(link.name).xpos, link.pose.position, atol=1e-9)
        x, y, z, w = np.roll(link.pose.orientation, -1)
        turned = data.body(link.name).xquat
        assert abs(turned @ [w, x, y, z]) == pytest.approx(1.0)
        shapes += len(link.collisions)
    assert model.ngeom == shapes
    assert model.njnt == len(described.joints)


@pytest.mark.parametrize("robot", robots())
def test_every_sensor_has_its_frame(robot: str) -> None:
    urdf = ET.fromstring(to_urdf(model_file(robot)))
    links = {link.get("name") for link in urdf.findall("link")}
    frames = {node.text for node in ET.parse(model_file(robot)).iter("gz_frame_id")}
    assert frames
    assert frames <= links


def test_joints_limits_frames_and_meshes(tmp_path: Path) -> None:
    urdf = convert(tmp_path, SDF)
    joint = urdf.find("joint[@name='j']")
    assert joint is not None
    assert joint.get("type") == "revolute"
    assert joint.find("limit").attrib == {
        "effort": "5",
        "velocity": "0",
        "lower": "-1",
        "upper": "2",
    }  # type: ignore[union-attr]
    assert joint.find("origin").get("xyz") == "0 1 0"  # type: ignore[union-attr]
    assert urdf.find("joint[@name='eye_frame']/origin").get("xyz") == "1 0 0"  # type: ignore[union-attr]
    mesh = urdf.find(".//mesh")
    assert mesh is not None
    assert mesh.get("filename") == (tmp_path / "m" / "part.obj").as_uri()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (('type="revolute"', 'type="ball"'), "joint 'j': expected one of fixed, revolute, continuous, prismatic, got 'ball'"),
        (("<child>b</child>", "<child>c</child>"), "expected one link that is no joint's child, got ['a', 'b']"),
        (("<parent>a</parent>", "<parent>z</parent>"), "joint 'j': no link 'z' in this model"),
        (("<mesh><uri>model://m/part.obj</uri></mesh>", "<plane/>"), "visual 'v': expected a box, sphere, cylinder or mesh"),
        (("<pose>1 0 0 0 0 0</pose>", "<pose relative_to='b'>1 0 0 0 0 0</pose>"), "sensor 's': expected a <pose> without attributes"),
        (("<pose>1 0 0 0 0 0</pose>", "<pose>1 0 0</pose>"), "<pose> expected 6 numbers, got 3"),
        (('<link name="a">', '<link name="a"><pose>0 0 1 0 0 0</pose>'), "link 'a': expected the pose of the model's frame"),
    ],
)  # fmt: skip
def test_what_urdf_cannot_say_is_an_error(
    tmp_path: Path, change: tuple[str, str], said: str
) -> None:
    with pytest.raises(ValueError, match=re.escape(said)):
        convert(tmp_path, SDF.replace(*change))


def test_angles_there_and_back() -> None:
    rng = np.random.default_rng(1)
    for pose in rng.uniform(-1.5, 1.5, (50, 6)):
        again = from_xyz_rpy(np.concatenate(to_xyz_rpy(from_xyz_rpy(pose))))
        np.testing.assert_allclose(again @ inverse(from_xyz_rpy(pose)), np.eye(4), atol=1e-12)
    upright = from_xyz_rpy([0, 0, 0, 0.3, np.pi / 2, 0.7])
    again = from_xyz_rpy(np.concatenate(to_xyz_rpy(upright)))
    np.testing.assert_allclose(again, upright, atol=1e-12)


def test_an_unknown_robot_is_named_with_the_nearest() -> None:
    with pytest.raises(ValueError, match=r"no robot 'carier' .*; nearest valid name: 'carrier'"):
        model_file("carier")


def test_the_command_prints_urdf_or_the_error() -> None:
    command = [
        sys.executable,
        "-c",
        "from atelier_description.urdf import main; raise SystemExit(main())",
    ]
    done = subprocess.run(
        [*command, "agv"], capture_output=True, text=True, timeout=240, check=True
    )
    assert ET.fromstring(done.stdout).get("name") == "agv"
    failed = subprocess.run(
        [*command, "nope"], capture_output=True, text=True, timeout=240, check=False
    )
    assert failed.returncode == 1
    assert "no robot 'nope'" in failed.stderr
