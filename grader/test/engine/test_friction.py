"""Sliding against closed forms: nothing hops, turns or drifts; Gazebo's two directions."""

from __future__ import annotations

from math import cos, hypot, radians, sin
from typing import Any

import mujoco
import numpy as np
import pytest

from atelier_grader.engine.mujoco.pyramid import world_directions

GRAVITY = 9.81


def friction(mu: float, mu2: float, fdir1: str = "") -> str:
    direction = f"<fdir1>{fdir1}</fdir1>" if fdir1 else ""
    ode = f"<ode><mu>{mu}</mu><mu2>{mu2}</mu2>{direction}</ode>"
    return f"<surface><friction>{ode}</friction></surface>"


def block(surface: str, pose: str = "0 0 0.1 0 0 0", name: str = "block") -> str:
    return f"""<model name="{name}"><pose>{pose}</pose><link name="l"><inertial><mass>2</mass>
      <inertia><ixx>0.0133</ixx><iyy>0.0133</iyy><izz>0.0133</izz></inertia></inertial>
      <collision name="c"><geometry><box><size>0.2 0.2 0.2</size></box></geometry>{surface}
      </collision></link></model>"""


def slope(angle_rad: float, yaw_rad: float = 0.0) -> str:
    return f"""<model name="slope"><static>true</static><pose>0 0 0 0 {angle_rad} {yaw_rad}</pose>
      <link name="l"><collision name="c"><pose>0 0 -0.1 0 0 0</pose><geometry><box>
      <size>20 20 0.2</size></box></geometry></collision></link></model>"""


def push(engine: Any, velocity: tuple[float, float], spin: float = 0.0) -> None:
    engine.simulation.data.qvel[:6] = [*velocity, 0.0, 0.0, 0.0, spin]


@pytest.mark.parametrize("step_s", [0.001, 0.002, 0.005])
@pytest.mark.parametrize("degrees", [0, 20, 90, 135])
def test_a_block_slides_along_each_direction_on_its_own_and_stays_level(
    lab: Any, step_s: float, degrees: int
) -> None:
    """Deceleration is mu g along x and along y, as with Gazebo's pyramid."""
    velocity = 1.5 * cos(radians(degrees)), 1.5 * sin(radians(degrees))
    engine = lab.engine(lab.floor(), block(friction(0.3, 0.3)), step_s=step_s)
    push(engine, velocity)
    highest = 0.0
    while engine.now_ns < 10**9:
        engine.advance(engine.now_ns + 1)
        highest = max(highest, float(engine.simulation.pose("block").position[2]))
    pose = engine.simulation.pose("block")
    # A semi-implicit step loses half a step's travel.
    ways = [v * abs(v) / (2 * 0.3 * GRAVITY) - v * step_s / 2 for v in velocity]
    assert pose.position[:2].tolist() == pytest.approx(ways, abs=1e-3)
    assert abs(pose.yaw_rad) < 1e-3
    assert highest < 0.1 + 1e-4


@pytest.mark.parametrize("step_s", [0.001, 0.002, 0.005])
def test_a_block_slides_straight_down_a_slope(lab: Any, step_s: float) -> None:
    angle, mu = radians(20), 0.2
    start = f"{0.1 * sin(angle)} 0 {0.1 * cos(angle)} 0 {angle} 0"
    engine = lab.engine(slope(angle), block(friction(mu, mu), start), step_s=step_s)
    first = engine.simulation.pose("block").position.copy()
    lab.run(engine, 2.0)
    pose = engine.simulation.pose("block")
    way = pose.position - first
    expected = GRAVITY * (sin(angle) - mu * cos(angle)) * 2.0 * (2.0 + step_s) / 2
    assert float(np.linalg.norm(way)) == pytest.approx(expected, rel=0.002)
    assert abs(way[1]) < 1e-3
    assert abs(pose.yaw_rad) < 1e-3


def test_a_ball_rolls_down_a_slope(lab: Any) -> None:
    angle = radians(20)
    ball = f"""<model name="ball"><pose>{0.1 * sin(angle)} 0 {0.1 * cos(angle)} 0 0 0</pose>
      <link name="l"><inertial><mass>1</mass><inertia><ixx>0.004</ixx><iyy>0.004</iyy>
      <izz>0.004</izz></inertia></inertial><collision name="c"><geometry><sphere>
      <radius>0.1</radius></sphere></geometry></collision></link></model>"""
    for step_s in (0.001, 0.002, 0.005):
        engine = lab.engine(slope(angle), ball, step_s=step_s)
        first = engine.simulation.pose("ball").position.copy()
        lab.run(engine, 2.0)
        way = float(np.linalg.norm(engine.simulation.pose("ball").position - first))
        assert way == pytest.approx(GRAVITY * sin(angle) / 1.4 * 2.0 * (2.0 + step_s) / 2, rel=2e-3)


def test_a_yawed_slope_is_held_by_two_directions(lab: Any) -> None:
    """tan 22 deg is 0.404: over mu, but under what two directions at 45 degrees hold."""
    angle, mu = radians(22), 0.35
    for yaw, holds in ((0.0, False), (radians(45), True)):
        turn = np.array([[cos(yaw), -sin(yaw)], [sin(yaw), cos(yaw)]])
        x, y = turn @ [0.1 * sin(angle), 0.0]
        start = f"{x} {y} {0.1 * cos(angle)} 0 {angle} {yaw}"
        engine = lab.engine(slope(angle, yaw), block(friction(mu, mu), start))
        first = engine.simulation.pose("block").position.copy()
        lab.run(engine, 2.0)
        way = float(np.linalg.norm(engine.simulation.pose("block").position - first))
        assert (way < 5e-3) == holds


# Where a block of 1 m/s with mu 0.5 and mu2 0.1 comes to rest; measured with Gazebo 11.
@pytest.mark.parametrize(
    ("fdir1", "yaw", "velocity", "rest"),
    [
        ("", 0.0, (1, 0), (0.5097, 0.0)),
        ("", 0.0, (0, 1), (0.0, 0.1015)),
        ("1 0 0", 0.0, (1, 0), (0.1015, 0.0)),
        ("1 0 0", 0.0, (0, 1), (0.0, 0.5097)),
        ("0 1 0", 0.0, (1, 0), (0.5097, 0.0)),
        ("1 0 0", 0.5, (1, 0), (0.1247, -0.0652)),
        ("1 0 0", 0.5, (0, 1), (-0.1678, 0.3556)),
    ],
)
def test_mu2_and_fdir1(
    lab: Any, fdir1: str, yaw: float, velocity: tuple[int, int], rest: tuple[float, float]
) -> None:
    surface = friction(0.5, 0.1, fdir1)
    engine = lab.engine(lab.floor(), block(surface, f"0 0 0.1 0 0 {yaw}"), step_s=0.001)
    push(engine, velocity)
    lab.run(engine, 2.0)
    assert engine.simulation.pose("block").position[:2].tolist() == pytest.approx(rest, abs=1e-3)
    assert engine.unsupported == []


def test_directions_are_across_x_or_level() -> None:
    up, tilted, wall = [0.0, 0.0, 1.0], [0.6, 0.0, 0.8], [0.6, 0.8, 0.0]
    found = world_directions(np.array([up, tilted, wall]))
    assert found == pytest.approx(np.array([[0, -1, 0], [0, -0.8, 0], [-0.8, 0.6, 0]]))


@pytest.mark.parametrize("torsional", [False, True])
def test_forces_of_a_sliding_block_are_told(lab: Any, torsional: bool) -> None:
    patch = "<torsional><coefficient>1</coefficient><patch_radius>0.02</patch_radius></torsional>"
    surface = friction(0.3, 0.3)
    if torsional:
        surface = surface.replace("<friction>", f"<friction>{patch}")
    engine = lab.engine(lab.floor(), block(surface))
    push(engine, (2.0, 1.0))
    seen: list[float] = []
    engine.observe(10**7, lambda truth: seen.extend(c.force_n for c in truth.contacts()))
    lab.run(engine, 0.2)
    model, data = engine.simulation.model, engine.simulation.data
    total, force = np.zeros(3), np.zeros(6)
    for index in range(data.ncon):
        mujoco.mj_contactForce(model, data, index, force)
        total += data.contact[index].frame.reshape(3, 3).T @ force[:3]
    weight = 2 * GRAVITY
    assert total.tolist() == pytest.approx([-0.3 * weight, -0.3 * weight, weight], rel=0.01)
    assert max(seen[5:]) == pytest.approx(weight, rel=0.02)


def test_a_robot_that_grinds_at_a_wall_stays_on_the_floor(lab: Any) -> None:
    wall = lab.box("wall", "0.65 0 0.5 0 0 0", "0.2 4 1", static=True)
    engine = lab.engine(lab.floor(), lab.robot(), wall)
    engine.send("/model/robot/cmd_vel", lab.twist(0.5))
    highest = 0.0
    while engine.now_ns < 3 * 10**9:
        engine.advance(engine.now_ns + 10**7)
        highest = max(highest, abs(float(engine.simulation.pose("robot").position[2])))
    assert highest < 5e-4
    assert engine.simulation.pose("robot").position[0] == pytest.approx(0.4, abs=1e-3)


def test_a_box_pushed_round_a_bend_stays_where_gazebo_has_it(lab: Any) -> None:
    """A pyramid resists the sideways part of a push as much as the forward part."""
    engine = lab.engine(lab.floor(), lab.robot(), block(friction(0.4, 0.4), "0.3 0 0.1 0 0 0"))
    engine.send("/model/robot/cmd_vel", lab.twist(0.3, 0.2))
    lab.run(engine, 6.0)
    robot, box = (engine.simulation.pose(name) for name in ("robot", "block"))
    assert robot.yaw_rad == pytest.approx(0.2 * 5.95, rel=0.03)
    assert hypot(*(box.position - robot.position)[:2]) > 0.2
    assert abs(float(box.position[2]) - 0.1) < 2e-4


def test_many_sliding_blocks_slide_as_one(lab: Any) -> None:
    """More than a hundred degrees of freedom: matrices are sparse."""
    blocks = [block(friction(0.3, 0.3), f"{i} 0 0.1 0 0 0", f"b{i}") for i in range(20)]
    engine = lab.engine(lab.floor(), *blocks)
    for index in range(20):
        engine.simulation.data.qvel[6 * index : 6 * index + 2] = [0.5, 1.0]
    lab.run(engine, 0.6)
    assert mujoco.mj_isSparse(engine.simulation.model)
    ways = [v * v / (2 * 0.3 * GRAVITY) - v * 0.001 for v in (0.5, 1.0)]
    for index in range(20):
        moved = engine.simulation.pose(f"b{index}").position[:2] - [index, 0]
        assert moved.tolist() == pytest.approx(ways, abs=1e-3)


def test_steps_are_the_same_however_time_is_advanced(lab: Any) -> None:
    states = []
    for period_ns in (10**6, 7 * 10**6, 10**8):
        engine = lab.engine(lab.floor(), block(friction(0.3, 0.3), "0 0 0.3 0.3 0 0"))
        push(engine, (1.0, 0.5), 2.0)
        while engine.now_ns < 7 * 10**8:
            engine.advance(min(engine.now_ns + period_ns, 7 * 10**8))
        states.append(engine.state_bytes())
    assert states[0] == states[1] == states[2]


def test_coefficients_that_are_not_taken_as_written_are_listed(lab: Any) -> None:
    one = lab.engine(lab.floor(0.5))
    assert [(each.element, each.harmless) for each in one.unsupported] == [("ode", True)]
    assert "Gazebo takes 1 for the missing <mu2>" in one.unsupported[0].note
    belt = """<plugin filename="gz-sim-track-controller-system"
      name="gz::sim::systems::TrackController"><link>l</link></plugin></model>"""
    moving = block(friction(0.5, 0.1)).replace("</model>", belt)
    listed = lab.engine(lab.floor(), moving).unsupported
    assert [(each.element, each.harmless) for each in listed] == [("friction/mu2", False)]
