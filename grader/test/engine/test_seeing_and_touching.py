"""Contact sensor, logical camera and segmentation camera."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from atelier_grader.messages import STORE
from atelier_grader.sdf.error import SdfError

GRAVITY = 9.81
CONTACTS = "ros_gz_interfaces/msg/Contacts"


def bumper(collision: str = "box") -> str:
    return f"""<sensor name="b" type="contact"><update_rate>50</update_rate>
      <contact><collision>{collision}</collision><topic>/bumper</topic></contact></sensor>"""


def test_contacts_carry_the_weight(lab: Any) -> None:
    box = lab.box("crate", "0 0 0.2 0 0 0").replace("</link>", bumper() + "</link>")
    engine = lab.engine(lab.floor(), box)
    lab.listen(engine)
    samples = lab.run(engine, 1.0)
    # 0.1 m to fall: nothing is published before it touches.
    assert samples[0].stamp_ns >= 140_000_000
    message = lab.last(samples, "/bumper", CONTACTS)
    (contact,) = message.contacts
    names = contact.collision1.name, contact.collision2.name
    assert names == ("crate::link::box", "floor::link::plane")
    assert len(contact.positions) == len(contact.normals) == len(contact.wrenches) == 4
    forces = [wrench.body_1_wrench.force.z for wrench in contact.wrenches]
    assert sum(forces) == pytest.approx(GRAVITY, rel=0.01)
    assert all(normal.z == pytest.approx(1) for normal in contact.normals)
    assert all(0 <= depth < 1e-3 for depth in contact.depths)


def test_an_unknown_collision_is_refused(lab: Any) -> None:
    box = lab.box("crate", "0 0 1 0 0 0").replace("</link>", bumper("bax") + "</link>")
    with pytest.raises(SdfError, match=r"there is no collision 'bax'; did you mean 'box'"):
        lab.engine(box)


def test_logical_camera(lab: Any) -> None:
    eye = """<model name="eye"><static>true</static><pose>0 0 1 0 0 1.5707963267948966</pose>
      <link name="l"><sensor name="c" type="logical_camera"><topic>/seen</topic><logical_camera>
      <near>0.5</near><far>5</far><horizontal_fov>1.0</horizontal_fov>
      <aspect_ratio>2</aspect_ratio></logical_camera></sensor></link></model>"""
    places = {"ahead": "0 3 1", "left": "-1.5 3 1", "wide": "-1.8 3 1", "far": "0 6 1",
              "near": "0 0.3 1", "high": "0 3 1.7", "high_in": "0 3 1.9"}  # fmt: skip
    places["high_in"] = "0 3 1.75"
    boxes = [
        lab.box(name, f"{xyz} 0 0 0", "0.1 0.1 0.1", static=True) for name, xyz in places.items()
    ]
    engine = lab.engine(eye, *boxes)
    lab.listen(engine)
    message = lab.last(lab.run(engine, 0.002), "/seen", "ros_gz_interfaces/msg/LogicalCameraImage")
    # tan(0.5) * 3 m is 1.64 m to each side and half of it up.
    assert [model.name for model in message.model] == ["ahead", "high", "high_in", "left"]
    left = message.model[3].pose.position
    assert (left.x, left.y, left.z) == (pytest.approx(3), pytest.approx(1.5), pytest.approx(0))


def test_segmentation(lab: Any) -> None:
    def labelled(name: str, pose: str, label: int) -> str:
        plugin = f"""<plugin filename="gz-sim-label-system" name="gz::sim::systems::Label">
          <label>{label}</label></plugin>"""
        return str(lab.box(name, pose, "0.2 1 1", static=True, joint=plugin))

    eye = """<model name="eye"><static>true</static><pose>0 0 0 0 0 0</pose><link name="l">
      <sensor name="s" type="segmentation"><topic>/seg</topic><camera>
      <horizontal_fov>1.2</horizontal_fov><image><width>160</width><height>120</height></image>
      <clip><near>0.1</near><far>50</far></clip></camera></sensor></link></model>"""
    plain = lab.box("plain", "4 0 1.2 0 0 0", "0.2 1 0.5", static=True)
    engine = lab.engine(eye, labelled("a", "4 1 0 0 0 0", 10), labelled("b", "4 -1 0 0 0 0", 20),
                        plain)  # fmt: skip
    assert not [each for each in engine.unsupported if not each.harmless]
    engine.listen({"/seg/labels_map": "", "/seg/colored_map": ""})
    samples = engine.advance(2_000_000)
    pictures = [STORE.deserialize_cdr(s.cdr, "sensor_msgs/msg/Image") for s in samples]
    labels, colours = (np.asarray(p.data).reshape(120, 160, 3) for p in pictures)
    assert sorted(set(labels.ravel().tolist())) == [10, 20, 255]
    columns = [np.argwhere(labels[..., 0] == label)[:, 1] for label in (10, 20)]
    assert columns[0].max() < 80 < columns[1].min()
    assert len({tuple(pixel) for pixel in colours.reshape(-1, 3).tolist()}) == 3
    bad = lab.engine(eye, labelled("a", "4 1 0 0 0 0", 300))
    lab.listen(bad)
    with pytest.raises(SdfError, match="<label> expected 0 to 255, got '300'"):
        bad.advance(2_000_000)


def test_masks_choose_what_cameras_and_lidars_see(lab: Any) -> None:
    """A red board of flag 1 before a green one of flag 2, seen with either mask and with both."""

    def board(x: float, flags: int, colour: str) -> str:
        text = str(lab.box(f"b{flags}", f"{x} 0 1 0 0 0", "0.1 4 4", static=True, colour=colour))
        return text.replace("</visual>", f"<visibility_flags>{flags}</visibility_flags></visual>")

    def sensors(mask: int) -> str:
        tag = f"<visibility_mask>{mask}</visibility_mask>"
        angles = "<min_angle>-0.1</min_angle><max_angle>0.1</max_angle>"
        return f"""<sensor name="eye{mask}" type="camera"><topic>/eye{mask}</topic><camera>{tag}
          </camera></sensor><sensor name="scan{mask}" type="gpu_lidar"><lidar>{tag}<scan>
          <horizontal><samples>3</samples>{angles}</horizontal></scan><range><min>0.1</min>
          <max>9</max></range></lidar></sensor>"""

    mast = f"""<model name="mast"><static>1</static><pose>0 0 1 0 0 0</pose><link name="l">
      {sensors(1)}{sensors(2)}{sensors(3)}{sensors(4)}</link></model>"""
    engine = lab.engine(board(2.05, 1, "1 0 0 1"), board(3.05, 2, "0 1 0 1"), mast)
    found = [sensor.measure() for sensor in engine.sensors]
    colours = [picture[120, 160] > 60 for picture in found[::2]]
    assert [colour.tolist() for colour in colours] == [
        [True, False, False], [False, True, False], [True, False, False], [True, True, True],
    ]  # fmt: skip
    assert [ranges[1] for ranges in found[1::2]] == pytest.approx([2, 3, 2, np.inf])
