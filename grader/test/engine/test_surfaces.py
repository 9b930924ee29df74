"""Surfaces against closed forms: bouncing, turning friction, who collides with whom."""

from __future__ import annotations

from math import pi, sqrt
from typing import Any

import pytest

GRAVITY = 9.81


def surface(restitution: float) -> str:
    return f"""<surface><bounce><restitution_coefficient>{restitution}</restitution_coefficient>
      <threshold>0.01</threshold></bounce></surface>"""


def ball(extra: str, pose: str = "0 0 1.1 0 0 0", name: str = "ball") -> str:
    return f"""<model name="{name}"><pose>{pose}</pose><link name="l"><inertial><mass>0.5</mass>
      <inertia><ixx>0.002</ixx><iyy>0.002</iyy><izz>0.002</izz></inertia></inertial>
      <collision name="c"><geometry><sphere><radius>0.1</radius></sphere></geometry>{extra}
      </collision></link></model>"""


def floor(extra: str) -> str:
    return f"""<model name="floor"><static>true</static><link name="l"><collision name="c">
      <geometry><plane><normal>0 0 1</normal><size>9 9</size></plane></geometry>{extra}
      </collision></link></model>"""


def heights(engine: Any, until_ms: int) -> list[float]:
    found = []
    for step in range(until_ms):
        engine.advance((step + 1) * 1_000_000)
        found.append(float(engine.simulation.pose("ball").position[2]) - 0.1)
    return found


@pytest.mark.parametrize("restitution", [0.3, 0.6, 0.9, 1.0])
def test_a_ball_rebounds_to_the_square_of_its_restitution(lab: Any, restitution: float) -> None:
    engine = lab.engine(floor(surface(1.0)), ball(surface(restitution)), step_s=0.001)
    fall_s = sqrt(2 / GRAVITY)
    path = heights(engine, int(1000 * fall_s * (1 + 2 * restitution)) - 20)
    top = max(path[int(1000 * fall_s) + 5 :])
    assert top == pytest.approx(restitution**2, abs=0.012)


@pytest.mark.parametrize("pair", [(0.8, None), (None, 0.8), (None, None)])
def test_both_must_bounce(lab: Any, pair: tuple[float | None, float | None]) -> None:
    one, two = ("" if each is None else surface(each) for each in pair)
    path = heights(lab.engine(floor(one), ball(two), step_s=0.001), 900)
    assert max(path[470:]) < 0.01


def test_a_bouncing_ball_keeps_its_speed_along_the_floor_and_comes_to_rest(lab: Any) -> None:
    engine = lab.engine(floor(surface(0.5)), ball(surface(0.5)), step_s=0.001)
    engine.simulation.data.qvel[0] = 1.0
    path = heights(engine, 4000)
    # Sliding friction makes it roll: 1 / (1 + I / m r^2) of the speed remains.
    assert engine.simulation.twist("ball").linear[0] == pytest.approx(1 / 1.4, rel=0.02)
    assert max(path[-500:]) - min(path[-500:]) < 2e-4
    assert abs(path[-1]) < 1e-3


def test_patch_friction_stops_a_spinning_ball(lab: Any) -> None:
    torsional = """<surface><friction><torsional><coefficient>0.5</coefficient>
      <patch_radius>0.05</patch_radius></torsional></friction></surface>"""
    engine = lab.engine(floor(torsional), ball(torsional, "0 0 0.1 0 0 0"), step_s=0.001)
    engine.simulation.data.qvel[5] = 20.0
    lab.run(engine, 0.5)
    torque = 3 * pi / 16 * 0.05 * 0.5 * 0.5 * GRAVITY
    expected = 20.0 - torque / 0.002 * 0.5
    assert engine.simulation.twist("ball").angular[2] == pytest.approx(expected, abs=0.2)


def test_bitmasks(lab: Any) -> None:
    def mask(bits: str) -> str:
        return f"<surface><contact><collide_bitmask>{bits}</collide_bitmask></contact></surface>"

    through = lab.engine(floor(mask("1")), ball(mask("2")))
    lab.run(through, 0.6)
    assert through.simulation.pose("ball").position[2] < -0.5
    stopped = lab.engine(floor(mask("3")), ball(mask("2")))
    lab.run(stopped, 0.6)
    assert stopped.simulation.pose("ball").position[2] == pytest.approx(0.1, abs=0.002)


def test_links_of_a_model_touch_where_it_asks_for_that(lab: Any) -> None:
    part = ball("", "0 0 0 0 0 0", "x").partition("<link")[2].partition("</model>")[0]
    lower = "<link" + part.replace('"l"', '"low"')
    upper = "<link" + part.replace('"l"', '"up"').replace(">", "><pose>0 0 0.5 0 0 0</pose>", 1)
    for flag, height in (("true", 0.3), ("false", 0.1)):
        pair = f"""<model name="two"><pose>0 0 0.1 0 0 0</pose><self_collide>{flag}</self_collide>
          {lower}{upper}</model>"""
        engine = lab.engine(floor(""), pair)
        lab.run(engine, 0.8)
        found = engine.simulation.pose("two::up").position[2]
        assert found == pytest.approx(height, abs=0.003)
