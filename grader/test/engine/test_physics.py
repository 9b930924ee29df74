"""The embedded engine against closed forms."""

from __future__ import annotations

from math import atan, cos, pi, radians, sin, sqrt, tan
from typing import Any

import numpy as np
import pytest

GRAVITY = 9.81

PENDULUM = """<model name="pendulum"><pose>0 0 2 0 0 0</pose><link name="bob">
  <pose>{x} 0 {z} 0 0 0</pose>
  <inertial><mass>1</mass><inertia><ixx>1e-4</ixx><iyy>1e-4</iyy><izz>1e-4</izz></inertia></inertial>
  </link>
  <joint name="hinge" type="revolute"><parent>world</parent><child>bob</child>
  <pose relative_to="__model__">0 0 0 0 0 0</pose><axis><xyz>0 1 0</xyz>{dynamics}</axis></joint>
  </model>"""


def test_free_fall(lab: Any) -> None:
    engine = lab.engine(lab.box("stone", "0 0 10 0 0 0"), step_s=0.001)
    lab.run(engine, 1.0)
    # A step of h in a semi-implicit scheme adds g h t / 2.
    expected = 10 - GRAVITY * 1.0 * (1.0 + 0.001) / 2
    assert engine.simulation.pose("stone").position[2] == pytest.approx(expected, abs=1e-6)
    assert engine.simulation.twist("stone").linear[2] == pytest.approx(-GRAVITY, abs=1e-6)


@pytest.mark.parametrize("step_ms", [1, 2, 5])
def test_pendulum_period(lab: Any, step_ms: int) -> None:
    angle, length_m = radians(10), 0.5
    text = PENDULUM.format(x=length_m * sin(angle), z=-length_m * cos(angle), dynamics="")
    engine = lab.engine(text, step_s=step_ms / 1000)
    crossings: list[float] = []
    before = 0.0
    for step in range(1, 6000 // step_ms):
        engine.advance(step * step_ms * 1_000_000)
        now = float(engine.simulation.pose("pendulum::bob").position[0])
        if before > 0 >= now:
            crossings.append(step * step_ms / 1000)
        before = now
    period_s = (crossings[-1] - crossings[0]) / (len(crossings) - 1)
    inertia = 1e-4 + length_m**2
    small = 2 * pi * sqrt(inertia / (GRAVITY * length_m))
    assert period_s == pytest.approx(small * (1 + angle**2 / 16), rel=1e-3)


def test_pendulum_damping(lab: Any) -> None:
    angle, length_m, damping = radians(5), 0.5, 0.1
    dynamics = f"<dynamics><damping>{damping}</damping></dynamics>"
    text = PENDULUM.format(x=length_m * sin(angle), z=-length_m * cos(angle), dynamics=dynamics)
    engine = lab.engine(text, step_s=0.001)
    largest = 0.0
    for step in range(4000, 6000):
        engine.advance(step * 1_000_000)
        largest = max(
            largest, abs(engine.simulation.joint_position("pendulum::hinge") + 0.0 - angle)
        )
    # The joint's zero is the start; swings end at 2 * angle from it and decay about `angle`.
    rate = damping / (2 * (length_m**2 + 1e-4))
    omega = sqrt(GRAVITY * length_m / (length_m**2 + 1e-4))
    period_s = 2 * pi / sqrt(omega**2 - rate**2)
    peaks = [angle * np.exp(-rate * k * period_s / 2) for k in range(20)]
    times = [k * period_s / 2 for k in range(20)]
    expected = next(p for t, p in zip(times, peaks, strict=True) if t >= 4.0)
    assert largest == pytest.approx(expected, rel=0.03)


@pytest.mark.parametrize(("factor", "slides"), [(0.9, False), (1.1, True)])
def test_ramp_slides_above_the_friction_angle_only(lab: Any, factor: float, slides: bool) -> None:
    mu = 0.4
    slope = atan(mu) * factor
    ramp = lab.box("ramp", f"0 0 0 0 {slope} 0", "8 2 0.2", static=True, mu=0.9)
    height = 0.2 / cos(slope)
    block = lab.box("block", f"0 0 {height + 1e-4} 0 {slope} 0", mu=mu)
    engine = lab.engine(ramp, block)
    lab.run(engine, 0.5)
    start = engine.simulation.pose("block").position.copy()
    lab.run(engine, 1.5)
    moved_m = float(np.linalg.norm(engine.simulation.pose("block").position - start))
    if slides:
        acceleration = GRAVITY * (sin(slope) - mu * cos(slope))
        expected = acceleration * (1.5**2 - 0.5**2) / 2
        assert moved_m == pytest.approx(expected, rel=0.05)
    else:
        assert moved_m < 1e-4


def test_friction_of_a_pair_is_the_smaller_one(lab: Any) -> None:
    """MuJoCo would take the larger."""
    slope = 0.3
    ramp = lab.box("ramp", f"0 0 0 0 {slope} 0", "8 2 0.2", static=True, mu=0.01)
    block = lab.box("block", f"0 0 {0.2 / cos(slope) + 1e-4} 0 {slope} 0", mu=1.0)
    engine = lab.engine(ramp, block)
    lab.run(engine, 1.0)
    assert tan(slope) > 0.01
    assert float(engine.simulation.pose("block").position[0]) > 0.5


def test_a_stack_stays_put(lab: Any) -> None:
    boxes = [lab.box(f"box{i}", f"0 0 {0.1 + 0.2 * i} 0 0 0") for i in range(5)]
    engine = lab.engine(lab.floor(), *boxes)
    lab.run(engine, 1.0)
    start = [engine.simulation.pose(f"box{i}").position.copy() for i in range(5)]
    lab.run(engine, 11.0)
    for i in range(5):
        moved_m = np.linalg.norm(engine.simulation.pose(f"box{i}").position - start[i])
        assert moved_m < 1e-4, f"box{i} crept"


def test_spring_and_limits(lab: Any) -> None:
    slider = """<joint name="rail" type="prismatic"><parent>world</parent><child>link</child>
      <axis><xyz>0 0 1</xyz><limit><lower>-0.3</lower><upper>0.3</upper></limit>
      <dynamics><spring_stiffness>98.1</spring_stiffness><damping>20</damping>
      <spring_reference>0.05</spring_reference></dynamics></axis></joint>"""
    heavy = slider.replace("98.1", "9.81")
    engine = lab.engine(
        lab.box("soft", "0 0 2 0 0 0", joint=slider), lab.box("weak", "3 0 2 0 0 0", joint=heavy)
    )
    lab.run(engine, 5.0)
    assert engine.simulation.joint_position("soft::rail") == pytest.approx(-0.05, abs=1e-4)
    assert engine.simulation.joint_position("weak::rail") == pytest.approx(-0.3, abs=1e-3)


def test_links_of_a_model_do_not_collide(lab: Any) -> None:
    inside = """<link name="core"><collision name="c"><geometry><sphere><radius>0.1</radius>
      </sphere></geometry></collision></link>
      <joint name="spin" type="continuous"><parent>link</parent><child>core</child>
      <axis><xyz>0 0 1</xyz></axis></joint>"""
    engine = lab.engine(lab.floor(), lab.box("shell", "0 0 0.1 0 0 0", joint=inside))
    lab.run(engine, 1.0)
    assert engine.simulation.pose("shell").position[2] == pytest.approx(0.1, abs=1e-3)
