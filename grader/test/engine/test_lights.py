"""Lights: where they shine, how strongly, and how far."""

from __future__ import annotations

from math import cos, tan
from typing import Any

import numpy as np
import pytest

IMAGE = "sensor_msgs/msg/Image"
FOCAL = 160 / tan(0.6)
EYE_M = 6.0


def from_above(lab: Any, *lights: str, ambient: float = 0.0) -> Any:
    """Reds (240, 320) of a white floor at z = 0, seen from 6 m above; the picture's top is +x."""
    scene = f"<scene><ambient>{ambient} 0 0 1</ambient><background>0 0 0 1</background></scene>"
    floor = """<model name="floor"><static>1</static><link name="l"><visual name="v"><geometry>
      <plane><size>12 12</size></plane></geometry><material><diffuse>1 1 1 1</diffuse></material>
      </visual></link></model>"""
    eye = f"""<model name="eye"><static>1</static><pose>0 0 {EYE_M} 0 1.5707963267948966 0</pose>
      <link name="l"><sensor name="cam" type="camera"><topic>/eye/image</topic><camera>
      <horizontal_fov>1.2</horizontal_fov><image><width>320</width><height>240</height></image>
      </camera></sensor></link></model>"""
    engine = lab.engine(scene, *lights, floor, eye)
    engine.listen({"/eye/image": ""})
    message = lab.last(lab.run(engine, 0.002), "/eye/image", IMAGE)
    return np.asarray(message.data).reshape(240, 320, 3)[..., 0].astype(int)


def at(reds: Any, x: float, y: float) -> int:
    found: int = reds[round(120 - FOCAL * x / EYE_M), round(160 - FOCAL * y / EYE_M)]
    return found


def light(kind: str, pose: str, rest: str = "", red: float = 1.0) -> str:
    return f"""<light name="{kind}{pose}" type="{kind}"><pose>{pose}</pose>
      <diffuse>{red} 0 0 1</diffuse>{rest}</light>"""


def fading(constant: float, linear: float, quadratic: float) -> str:
    return f"""<attenuation><range>9</range><constant>{constant}</constant><linear>{linear}</linear>
      <quadratic>{quadratic}</quadratic></attenuation>"""


@pytest.mark.parametrize(
    ("rest", "expected"),
    [(fading(1, 0, 0), 1.0), (fading(0.5, 0.25, 0.5), 1 / 3), ("", 1 / 3), (fading(7, -1, 0), 1.0)],
)
def test_a_point_light_shines_to_all_sides_and_fades(lab: Any, rest: str, expected: float) -> None:
    reds = from_above(lab, light("point", "0 0 2 2 1 0", rest))
    assert at(reds, 0, 0) == pytest.approx(255 * expected, abs=3)
    for x, y in ((2, 0), (-2, 0), (0, 3), (0, -3)):
        assert 0 < at(reds, x, y) < at(reds, 0, 0)


def test_a_spot_shines_within_its_outer_angle_from_side_to_side(lab: Any) -> None:
    spot = "<spot><inner_angle>1</inner_angle><outer_angle>1.4</outer_angle></spot>"
    reds = from_above(lab, light("spot", "0 0 3 0 0 0", spot + fading(1, 0, 0)))
    reach_m = 3 * tan(0.7)
    assert at(reds, 0, 0) > 240
    assert 0 < at(reds, 0, reach_m - 0.5) < 200
    assert at(reds, 0, reach_m + 0.5) == at(reds, 0, -reach_m - 0.5) == 0


def test_a_directional_light_comes_from_its_pose(lab: Any) -> None:
    reds = from_above(lab, light("directional", "0 0 1 0 0.5 0", "<direction>0 0 -1</direction>"))
    assert at(reds, 0, 0) == at(reds, 2, 3) == pytest.approx(255 * cos(0.5), abs=2)


def test_intensity_multiplies(lab: Any) -> None:
    weak = light("directional", "0 0 1 0 0 0", "<intensity>0.5</intensity>", red=0.6)
    assert at(from_above(lab, weak), 0, 0) == pytest.approx(255 * 0.3, abs=1)


def test_without_lights_there_is_the_scenes_ambient_light_alone(lab: Any) -> None:
    assert at(from_above(lab, ambient=0.4), 0, 0) == pytest.approx(255 * 0.4, abs=1)


def test_lights_that_no_picture_shows_are_listed(lab: Any) -> None:
    lights = [light("directional", f"0 0 {n} 0 0 0", red=0.1) for n in range(8)]
    reds = from_above(lab, *lights)
    assert at(reds, 0, 0) == pytest.approx(255 * 0.7, abs=2)
    (listed,) = (each for each in lab.made[-1].unsupported if not each.harmless)
    assert (listed.element, listed.note) == ("light", "cameras see the first 7 lights of a world")


def test_a_range_that_would_be_seen_is_listed(lab: Any) -> None:
    for terms, notes in (
        (fading(0.2, 0.5, 0.01), ["the light does not end at <range> 9 m"]),
        (fading(1, 1, 0.5), []),
    ):
        found = lab.engine(light("point", "0 0 2 0 0 0", terms)).unsupported
        assert [each.note for each in found if not each.harmless] == notes
