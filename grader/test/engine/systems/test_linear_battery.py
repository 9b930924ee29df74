"""LinearBatteryPlugin: charge and voltage against the closed form of a constant load."""

from __future__ import annotations

from typing import Any

import pytest

from atelier_grader.messages import new

TOPIC = "/model/machine/battery/cell/state"
PLUGIN = """<plugin filename="gz-sim-linearbatteryplugin-system"
  name="gz::sim::systems::LinearBatteryPlugin"><battery_name>cell</battery_name>
  <voltage>12</voltage><open_circuit_voltage_constant_coef>12</open_circuit_voltage_constant_coef>
  <open_circuit_voltage_linear_coef>-2</open_circuit_voltage_linear_coef>
  <capacity>0.01</capacity><resistance>0.1</resistance><power_load>12</power_load>
  <smooth_current_tau>0.002</smooth_current_tau><fix_issue_225>true</fix_issue_225>{}</plugin>"""


def last(lab: Any, samples: list[Any]) -> Any:
    return lab.last(samples, TOPIC, "sensor_msgs/msg/BatteryState")


def test_a_constant_load(lab: Any, bench: Any) -> None:
    """q' = -P / V(q): 12 W from 12 V take about an ampere; 36 A s are full."""
    engine = lab.engine(bench.drum(PLUGIN.format("<start_draining>true</start_draining>")))
    lab.listen(engine)
    state = last(lab, lab.run(engine, 18.0))
    charge_ah, voltage = 0.01, 12.0
    for _ in range(180_000):
        current = 12 / voltage
        charge_ah -= current * 1e-4 / 3600
        voltage = 12 - 2 * (1 - charge_ah / 0.01) - 0.1 * current
    assert state.charge == pytest.approx(charge_ah, rel=1e-3)
    assert state.voltage == pytest.approx(voltage, rel=1e-4)
    assert state.current == pytest.approx(12 / voltage, rel=1e-3)
    assert state.percentage == pytest.approx(100 * charge_ah / 0.01, rel=1e-3)
    assert state.power_supply_status == 2
    assert state.present


def test_draining_begins_with_the_first_command(lab: Any, bench: Any) -> None:
    motor = bench.plugin("joint-controller", "JointController")
    engine = lab.engine(bench.drum(motor + PLUGIN.format("")))
    lab.listen(engine)
    idle = last(lab, lab.run(engine, 1.0))
    assert (idle.charge, idle.power_supply_status) == (pytest.approx(0.01), 4)
    engine.send("/model/machine/joint/axle/cmd_vel", bench.number(1.0))
    driven = last(lab, lab.run(engine, 2.0))
    assert driven.charge == pytest.approx(0.01 - 1.0 / 3600, rel=0.01)
    assert driven.power_supply_status == 2


def test_recharging(lab: Any, bench: Any) -> None:
    """In 0.01 h the whole capacity would flow in: an ampere, until 90 per cent."""
    charger = """<enable_recharge>true</enable_recharge><charging_time>0.01</charging_time>
      <recharge_by_topic>true</recharge_by_topic><initial_charge>0.005</initial_charge>"""
    engine = lab.engine(bench.drum(PLUGIN.format(charger)))
    lab.listen(engine)
    start = "/model/machine/battery/cell/recharge/start"
    engine.send(start, new("std_msgs/msg/Bool", data=True))
    state = last(lab, lab.run(engine, 9.0))
    assert state.charge == pytest.approx(0.005 + 9 / 3600, rel=1e-3)
    assert state.power_supply_status == 1
    state = last(lab, lab.run(engine, 30.0))
    assert state.percentage == pytest.approx(90.0, abs=0.1)
