"""JointController: speeds reached, efforts that hold them back, and the PID's closed form."""

from __future__ import annotations

from math import exp
from typing import Any

import pytest

from atelier_grader.sdf.error import SdfError

TOPIC = "/model/machine/joint/axle/cmd_vel"
SHORT, NAME = "joint-controller", "JointController"


def test_velocity_is_reached_at_once(lab: Any, bench: Any) -> None:
    engine = lab.engine(bench.drum(bench.plugin(SHORT, NAME)))
    assert [(e.topic, e.gz_type) for e in engine.subscribers] == [(TOPIC, "gz.msgs.Double")]
    engine.send(TOPIC, bench.number(2.0))
    lab.run(engine, 3.0)
    assert engine.simulation.joint_position("machine::axle") == pytest.approx(6.0, rel=1e-6)


def test_initial_velocity_and_the_limit_of_speed(lab: Any, bench: Any) -> None:
    parameters = "<joint_name>axle</joint_name><initial_velocity>5</initial_velocity>"
    limit = "<limit><velocity>1.5</velocity></limit>"
    engine = lab.engine(bench.drum(bench.plugin(SHORT, NAME, parameters), limit))
    lab.run(engine, 2.0)
    assert engine.simulation.joint_position("machine::axle") == pytest.approx(3.0, rel=1e-6)


def test_effort_bounds_the_acceleration(lab: Any, bench: Any) -> None:
    """A motor of 0.1 N m speeds 0.02 kg m2 up by 5 rad/s2, then holds the speed."""
    limit = "<limit><effort>0.1</effort><velocity>9</velocity></limit>"
    engine = lab.engine(bench.drum(bench.plugin(SHORT, NAME), limit))
    assert not engine.unsupported
    engine.send(TOPIC, bench.number(4.0))
    lab.run(engine, 0.4)
    assert engine.simulation.data.qvel[0] == pytest.approx(2.0, rel=1e-3)
    lab.run(engine, 2.0)
    assert engine.simulation.data.qvel[0] == pytest.approx(4.0, rel=1e-3)
    engine.send(TOPIC, bench.number(-1.0))
    lab.run(engine, 4.0)
    assert engine.simulation.data.qvel[0] == pytest.approx(-1.0, rel=1e-3)


def test_a_motor_holds_what_it_can_carry(lab: Any, bench: Any) -> None:
    """A lift of 2 kg weighs 19.6 N: a motor of 25 N holds it, one of 15 N does not."""
    fallen = {}
    for effort in (25, 15):
        limit = f"<limit><effort>{effort}</effort></limit>"
        lift = bench.slider(bench.plugin(SHORT, NAME), limit).replace("1 0 0", "0 0 1")
        engine = lab.engine(lift)
        lab.run(engine, 1.0)
        fallen[effort] = engine.simulation.joint_position("machine::axle")
    assert abs(fallen[25]) < 1e-4
    assert fallen[15] == pytest.approx(-0.5 * (9.81 - 7.5), rel=0.005)


def test_force_mode_approaches_exponentially(lab: Any, bench: Any) -> None:
    """I dw/dt = p (target - w): the time constant is I / p = 0.2 s."""
    parameters = """<joint_name>axle</joint_name><use_force_commands>true</use_force_commands>
      <p_gain>0.1</p_gain>"""
    engine = lab.engine(bench.drum(bench.plugin(SHORT, NAME, parameters)))
    engine.send(TOPIC, bench.number(3.0))
    lab.run(engine, 0.3)
    assert engine.simulation.data.qvel[0] == pytest.approx(3 * (1 - exp(-1.5)), rel=0.01)
    lab.run(engine, 3.0)
    assert engine.simulation.data.qvel[0] == pytest.approx(3.0, rel=1e-4)


def test_without_brakes_it_freewheels(lab: Any, bench: Any) -> None:
    parameters = """<joint_name>axle</joint_name><use_force_commands>true</use_force_commands>
      <p_gain>0.5</p_gain><disable_braking>true</disable_braking>"""
    engine = lab.engine(bench.drum(bench.plugin(SHORT, NAME, parameters)))
    engine.send(TOPIC, bench.number(3.0))
    lab.run(engine, 2.0)
    engine.send(TOPIC, bench.number(1.0))
    lab.run(engine, 4.0)
    assert engine.simulation.data.qvel[0] == pytest.approx(3.0, rel=1e-3)


def test_errors_name_the_joint(lab: Any, bench: Any) -> None:
    wrong = bench.plugin(SHORT, NAME, "<joint_name>axel</joint_name>")
    with pytest.raises(SdfError, match=r"no joint 'axel'; did you mean 'axle'"):
        lab.engine(bench.drum(wrong))
    fixed = bench.plugin(SHORT, NAME, "<joint_name>base</joint_name>")
    with pytest.raises(SdfError, match=r"joint 'base' is fixed, expected one with an axis"):
        lab.engine(bench.drum(fixed))
    with pytest.raises(SdfError, match=r"needs a <joint_name>, has none"):
        lab.engine(bench.drum(bench.plugin(SHORT, NAME, "")))
