"""Files of older versions, as sdformat converts them."""

from __future__ import annotations

import numpy as np
import pytest

from atelier_grader import sdf
from atelier_grader.sdf.reader import Report
from atelier_grader.sdf.world import World

TWINS = """<model name="m"><pose>1 0 0 0 0 0.5</pose>
  <link name="a"><pose>0 0 1 0.3 0 0</pose></link><link name="b"><pose>0 0 1 0 0.4 0</pose></link>
  <joint name="b" type="revolute"><parent>a</parent><child>b</child>
  <axis><xyz>0 0 1</xyz></axis></joint><frame name="a" attached_to="b"/></model>"""


def parse(version: str, body: str) -> World:
    return sdf.parse(f'<sdf version="{version}"><world name="w">{body}</world></sdf>')


def test_before_1_7_joints_and_frames_give_way_to_links_of_their_name() -> None:
    world = parse("1.6", TWINS)
    (model,) = world.models
    assert [joint.name for joint in model.joints] == ["b_joint"]
    assert [frame.name for frame in model.frames] == ["a_frame"]
    assert [(each.element, each.harmless, each.note) for each in world.unsupported] == [
        ("joint", False, "a sibling is named 'b' too: here 'b_joint', as in Gazebo"),
        ("frame", False, "a sibling is named 'a' too: here 'a_frame', as in Gazebo"),
    ]
    with pytest.raises(sdf.SdfError, match="model 'm': a second 'b'; names must differ"):
        parse("1.7", TWINS)


@pytest.mark.parametrize(("version", "tilt"), [("1.4", 0.4), ("1.5", 0.0), ("1.6", 0.0)])
def test_before_1_5_axes_are_given_in_the_model_frame(version: str, tilt: float) -> None:
    joint = parse(version, TWINS).models[0].joints[0]
    assert joint.axis is not None
    assert joint.axis.direction == pytest.approx([-np.sin(tilt), 0, np.cos(tilt)])


def test_before_1_6_an_imu_had_one_noise_for_all_axes() -> None:
    noise = """<noise><type>gaussian</type><rate><mean>0.1</mean><stddev>0.2</stddev></rate>
      <accel><stddev>0.5</stddev></accel></noise>"""
    link = f'<link name="l"><sensor name="s" type="imu"><imu>{noise}</imu></sensor></link>'
    model = parse("1.5", f'<model name="m">{link}</model>').models[0]
    imu = model.links[0].sensors[0].parameters(Report()).required("imu")
    for tag, stddev in (("angular_velocity", 0.2), ("linear_acceleration", 0.5)):
        for axis in "xyz":
            found = imu.required(tag).required(axis).required("noise")
            assert found.attribute("type") == "gaussian"
            assert found.number("stddev") == stddev
