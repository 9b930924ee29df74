"""Joints of every type against closed forms."""

from __future__ import annotations

from math import cos, exp, pi, sin, sqrt
from typing import Any

import numpy as np
import pytest

from atelier_grader.messages import new
from atelier_grader.sdf.error import SdfError

GRAVITY = 9.81
INERTIA = "<inertia><ixx>{0}</ixx><iyy>{0}</iyy><izz>{0}</izz></inertia>"


def link(name: str, pose: str = "0 0 0 0 0 0", mass: float = 1, inertia: float = 0.01) -> str:
    return f"""<link name="{name}"><pose>{pose}</pose><inertial><mass>{mass}</mass>
      {INERTIA.format(inertia)}</inertial></link>"""


def joint(name: str, kind: str, parent: str, child: str, rest: str = "", pose: str = "") -> str:
    placed = f'<pose relative_to="__model__">{pose}</pose>' if pose else ""
    return f"""<joint name="{name}" type="{kind}"><parent>{parent}</parent><child>{child}</child>
      {placed}{rest}</joint>"""


def axis(xyz: str, extra: str = "", tag: str = "axis") -> str:
    return f"<{tag}><xyz>{xyz}</xyz>{extra}</{tag}>"


def model(body: str) -> str:
    return f'<model name="m"><pose>0 0 2 0 0 0</pose>{body}</model>'


@pytest.mark.parametrize("step_s", [0.001, 0.002, 0.005])
def test_spring_damper(lab: Any, step_s: float) -> None:
    mass, stiffness, damping, reference = 2.0, 200.0, 4.0, 0.1
    dynamics = f"""<dynamics><spring_stiffness>{stiffness}</spring_stiffness>
      <spring_reference>{reference}</spring_reference><damping>{damping}</damping></dynamics>"""
    slide = joint("j", "prismatic", "world", "a", axis("1 0 0", dynamics))
    engine = lab.engine(model(link("a", mass=mass) + slide), step_s=step_s)
    decay = damping / (2 * mass)
    omega = sqrt(stiffness / mass - decay**2)
    for time_s in (0.1, 0.2, 0.35, 0.6, 1.0):
        lab.run(engine, time_s)
        swing = cos(omega * time_s) + decay / omega * sin(omega * time_s)
        expected = reference * (1 - exp(-decay * time_s) * swing)
        assert engine.simulation.joint_position("m::j") == pytest.approx(expected, abs=2 * step_s)


def test_a_limit_stops_a_falling_arm_and_holds_it(lab: Any) -> None:
    limit = "<limit><lower>-0.1</lower><upper>0.5</upper></limit>"
    arm = link("a", "0.5 0 0 0 0 0") + joint(
        "j", "revolute", "world", "a", axis("0 1 0", limit), "0 0 0 0 0 0"
    )
    engine = lab.engine(model(arm), step_s=0.001)
    highest = 0.0
    for step in range(2000):
        engine.advance((step + 1) * 1_000_000)
        highest = max(highest, engine.simulation.joint_position("m::j"))
    assert highest < 0.5 + 0.01
    assert engine.simulation.joint_position("m::j") == pytest.approx(0.5, abs=1e-3)


@pytest.mark.parametrize("step_s", [0.001, 0.002, 0.005])
def test_a_stop_throws_back_at_most_a_fifth_of_the_speed(lab: Any, step_s: float) -> None:
    """As ODE: what a step has let in is taken out by a fifth in the next."""
    limit = "<limit><lower>-0.5</lower><upper>5</upper></limit>"
    body = link("a") + joint("j", "prismatic", "world", "a", axis("0 0 1", limit))
    engine = lab.engine(model(body), step_s=step_s)
    fastest = lowest = 0.0
    hit = sqrt(2 * GRAVITY * 0.5)
    while engine.now_ns < 10**9:
        engine.advance(engine.now_ns + 1)
        lowest = min(lowest, engine.simulation.joint_position("m::j"))
        fastest = max(fastest, float(engine.simulation.data.qvel[0]))
    assert -0.5 - hit * step_s * 1.05 < lowest < -0.5
    assert fastest < hit / 5
    assert fastest == pytest.approx((-0.5 - lowest) / step_s / 5, rel=0.02, abs=GRAVITY * step_s)
    assert engine.simulation.joint_position("m::j") == pytest.approx(-0.5, abs=1e-4)


def test_a_joint_is_not_pushed_beyond_its_limit_of_speed(lab: Any) -> None:
    """With 10 N on 1 kg at most 0.3 m/s, as in Gazebo 11; falling free it is not slowed."""
    limit = "<limit><velocity>0.3</velocity></limit>"
    system = """<plugin filename="gz-sim-apply-joint-force-system"
      name="gz::sim::systems::ApplyJointForce"><joint_name>j</joint_name></plugin>"""
    pushed = link("a") + joint("j", "prismatic", "world", "a", axis("1 0 0", limit)) + system
    engine = lab.engine(model(pushed), step_s=0.001)
    force = new("std_msgs/msg/Float64", data=10.0)
    engine.send("/model/m/joint/j/cmd_force", force)
    lab.run(engine, 2.0)
    reached_s = 0.3 / 10
    expected = 0.3 * (2.0 - reached_s / 2)
    assert engine.simulation.joint_position("m::j") == pytest.approx(expected, rel=0.01)
    assert engine.unsupported == []
    free = lab.engine(
        model(link("a") + joint("j", "prismatic", "world", "a", axis("0 0 1", limit)))
    )
    lab.run(free, 0.5)
    assert free.simulation.data.qvel[0] == pytest.approx(-GRAVITY * 0.5, rel=0.01)
    assert [str(each.note) for each in free.unsupported] == ["no limit of speed on joint 'm::j'"]


def test_joint_friction_holds_up_to_its_torque(lab: Any) -> None:
    for friction, moves in ((5.5, False), (4.0, True)):
        dynamics = f"<dynamics><friction>{friction}</friction></dynamics>"
        arm = link("a", "0.5 0 0 0 0 0") + joint(
            "j", "revolute", "world", "a", axis("0 1 0", dynamics), "0 0 0 0 0 0"
        )
        engine = lab.engine(model(arm), step_s=0.001)
        lab.run(engine, 0.2)
        held_rad = engine.simulation.joint_position("m::j")
        # The weight's torque is 4.905 N m.
        expected = (0.5 * GRAVITY - friction) / 0.26 * 0.2**2 / 2 if moves else 0.0
        assert held_rad == pytest.approx(expected, abs=3e-3)
        if not moves:
            lab.run(engine, 5.0)
            assert engine.simulation.joint_position("m::j") == pytest.approx(held_rad, abs=1e-3)


def test_an_arm_passes_through_its_base_that_is_fixed_to_the_world(lab: Any) -> None:
    box = "<collision name='c'><geometry><box><size>0.5 0.1 0.1</size></box></geometry></collision>"
    base = link("base").replace("</link>", box + "</link>")
    arm = link("arm", "0.25 0 0 0 0 0").replace("</link>", box + "</link>")
    joints = joint("fix", "fixed", "world", "base") + joint(
        "j", "revolute", "base", "arm", axis("0 1 0"), "0 0 0 0 0 0"
    )
    engine = lab.engine(model(base + arm + joints))
    lab.run(engine, 0.3)
    assert engine.simulation.data.ncon == 0
    assert engine.simulation.joint_position("m::j") > 0.5


def test_mimic(lab: Any) -> None:
    follow = '<mimic joint="lead"><multiplier>-2</multiplier><offset>0.3</offset>'
    follow += "<reference>0.1</reference></mimic>"
    body = link("a", "0.5 0 0 0 0 0") + link("b", "0 1 0 0 0 0")
    body += joint("lead", "revolute", "world", "a", axis("0 1 0"), "0 0 0 0 0 0")
    body += joint("follow", "revolute", "world", "b", axis("0 0 1", follow))
    engine = lab.engine(model(body), step_s=0.001)
    lab.run(engine, 0.5)
    position = engine.simulation.joint_position
    assert position("m::lead") > 0.5
    assert position("m::follow") == pytest.approx(0.3 - 2 * (position("m::lead") - 0.1), abs=2e-3)
    with pytest.raises(SdfError, match=r"mimics 'leed', which is not a joint of it; did you mean"):
        lab.engine(model(body.replace('mimic joint="lead"', 'mimic joint="leed"')))


def test_gearbox(lab: Any) -> None:
    body = link("ref") + link("a", "0.5 0 0 0 0 0") + link("b", "0 1 0 0 0 0")
    body += joint("fix", "fixed", "world", "ref")
    body += joint("one", "revolute", "ref", "a", axis("0 1 0"), "0 0 0 0 0 0")
    body += joint("two", "revolute", "ref", "b", axis("0 0 1"))
    gear = "<gearbox_ratio>3</gearbox_ratio><gearbox_reference_body>ref</gearbox_reference_body>"
    body += joint("gear", "gearbox", "a", "b", axis("0 1 0") + axis("0 0 1", tag="axis2") + gear)
    engine = lab.engine(model(body), step_s=0.001)
    lab.run(engine, 0.4)
    position = engine.simulation.joint_position
    assert position("m::one") > 0.2
    assert position("m::two") == pytest.approx(-3 * position("m::one"), abs=2e-3)


def test_screw_falls_as_its_thread_turns(lab: Any) -> None:
    mass, inertia, pitch = 1.0, 0.01, 0.5
    rest = axis("0 0 1") + f"<screw_thread_pitch>{pitch}</screw_thread_pitch>"
    engine = lab.engine(
        model(link("nut", mass=mass, inertia=inertia) + joint("j", "screw", "world", "nut", rest)),
        step_s=0.001,
    )
    lab.run(engine, 0.5)
    # Energy: a = g m / (m + I (2 pi / p)^2).
    acceleration = GRAVITY * mass / (mass + inertia * (2 * pi / pitch) ** 2)
    fallen = acceleration * 0.5**2 / 2
    assert 2 - engine.simulation.pose("m::nut").position[2] == pytest.approx(fallen, rel=0.01)
    turned = engine.simulation.joint_position("m::j")
    assert turned == pytest.approx(-fallen * 2 * pi / pitch, rel=0.01)


def test_universal_turns_about_two_axes_and_ball_about_all(lab: Any) -> None:
    arm = link("a", "0.3 0.3 -0.2 0 0 0")
    two = axis("1 0 0") + axis("0 1 0", tag="axis2")
    universal = lab.engine(model(arm + joint("j", "universal", "world", "a", two, "0 0 0 0 0 0")))
    ball = lab.engine(model(arm + joint("j", "ball", "world", "a", "", "0 0 0 0 0 0")))
    assert (universal.simulation.model.nv, ball.simulation.model.nv) == (2, 3)
    for engine in (universal, ball):
        lab.run(engine, 0.4)
        position = engine.simulation.pose("m::a").position - [0, 0, 2]
        assert np.linalg.norm(position) == pytest.approx(sqrt(0.22), abs=1e-6)
        assert position[2] < -0.3


def test_four_bar_linkage_keeps_its_bars_together(lab: Any) -> None:
    """A parallelogram of bars of 1 m: the coupler stays level, at the height of both cranks."""
    bars = link("left", "0 0 -0.5 0 0 0") + link("right", "1 0 -0.5 0 0 0")
    bars += link("coupler", "0.5 0 -1 0 0 0")
    push = bars.replace("0 0 0</pose>", "0 0 0</pose>", 1)
    hinge = axis("0 1 0")
    joints = joint("a", "revolute", "world", "left", hinge, "0 0 0 0 0 0")
    joints += joint("b", "revolute", "left", "coupler", hinge, "0 0 -1 0 0 0")
    joints += joint("c", "revolute", "world", "right", hinge, "1 0 0 0 0 0")
    joints += joint("d", "revolute", "right", "coupler", hinge, "1 0 -1 0 0 0")
    tilted = f'<model name="m"><pose>0 0 2 0 0.4 0</pose>{push}{joints}</model>'
    engine = lab.engine(tilted, step_s=0.001)
    worst = 0.0
    for step in range(1500):
        engine.advance((step + 1) * 1_000_000)
        pose = engine.simulation.pose
        ends = [pose(f"m::{bar}").position for bar in ("left", "right")]
        worst = max(worst, abs(float(np.linalg.norm(ends[1] - ends[0])) - 1.0))
    assert worst < 0.002
    assert abs(engine.simulation.joint_position("m::a")) > 0.05


def test_a_sliding_loop_is_refused_by_line(lab: Any) -> None:
    body = link("a") + joint("one", "revolute", "world", "a", axis("0 1 0"))
    body += joint("two", "prismatic", "world", "a", axis("0 1 0"))
    with pytest.raises(SdfError, match=r"joint 'm::two' closes a loop with 'm::one'; expected rev"):
        lab.engine(model(body))
