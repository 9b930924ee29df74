"""JointPositionController: the PID's closed form, and velocity commands."""

from __future__ import annotations

from math import cos, exp, sin, sqrt
from typing import Any

import pytest

TOPIC = "/model/machine/joint/axle/0/cmd_pos"
SHORT, NAME = "joint-position-controller", "JointPositionController"


def test_pid_is_a_spring_and_a_damper(lab: Any, bench: Any) -> None:
    """m x'' = p (target - x) - d x': damped oscillation of a slider of 2 kg."""
    parameters = """<joint_name>axle</joint_name><p_gain>50</p_gain><i_gain>0</i_gain>
      <d_gain>2</d_gain><initial_position>0.3</initial_position>"""
    engine = lab.engine(bench.slider(bench.plugin(SHORT, NAME, parameters)), step_s=0.001)
    assert engine.subscribers[0].topic == TOPIC
    # The derivative of the first error is a blow of d * 0.3 N s, as in Gazebo.
    blow = 2 * 0.3 / 2
    rate, decay = sqrt(50 / 2 - 0.25), 0.5
    for time_s in (0.2, 0.5, 1.0):
        lab.run(engine, time_s)
        free = -0.3 * (cos(rate * time_s) + decay / rate * sin(rate * time_s))
        kick = blow / rate * sin(rate * time_s)
        wanted = 0.3 + exp(-decay * time_s) * (free + kick)
        assert engine.simulation.joint_position("machine::axle") == pytest.approx(wanted, abs=3e-3)


def test_defaults_are_gazebos(lab: Any, bench: Any) -> None:
    """With p 1, i 0.1, d 0.01 a drum of 0.02 kg m2 swings about the target at sqrt(p / I)."""
    engine = lab.engine(bench.drum(bench.plugin(SHORT, NAME)))
    engine.send(TOPIC, bench.number(1.0))
    lab.run(engine, 60.0)
    assert engine.simulation.joint_position("machine::axle") == pytest.approx(1.0, abs=0.01)


def test_velocity_commands_arrive_and_stay(lab: Any, bench: Any) -> None:
    parameters = """<joint_name>axle</joint_name><cmd_max>0.5</cmd_max>
      <use_velocity_commands>true</use_velocity_commands>"""
    for make in (bench.drum, bench.slider):
        engine = lab.engine(make(bench.plugin(SHORT, NAME, parameters)))
        engine.send(TOPIC, bench.number(1.0))
        lab.run(engine, 1.0)
        assert engine.simulation.joint_position("machine::axle") == pytest.approx(0.5, rel=0.01)
        lab.run(engine, 2.5)
        assert engine.simulation.joint_position("machine::axle") == pytest.approx(1.0, abs=1e-5)


def test_velocity_commands_lift_a_load(lab: Any, bench: Any) -> None:
    """A fork of 2 kg, raised by a motor of 40 N, does not sag."""
    parameters = """<joint_name>axle</joint_name><cmd_max>0.2</cmd_max>
      <use_velocity_commands>true</use_velocity_commands><topic>fork</topic>"""
    limit = "<limit><effort>40</effort></limit>"
    fork = bench.slider(bench.plugin(SHORT, NAME, parameters), limit).replace("1 0 0", "0 0 1")
    engine = lab.engine(fork)
    engine.send("/fork", bench.number(0.5))
    lab.run(engine, 10.0)
    assert engine.simulation.joint_position("machine::axle") == pytest.approx(0.5, abs=1e-4)
