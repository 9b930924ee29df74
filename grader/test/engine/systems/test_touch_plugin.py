"""TouchPlugin: after how long a touch counts, and whose."""

from __future__ import annotations

from typing import Any

import pytest

from atelier_grader.messages import STORE, new

PLUGIN = """<plugin filename="gz-sim-touchplugin-system" name="gz::sim::systems::TouchPlugin">
  <target>{target}</target><time>0.5</time><namespace>crate</namespace>
  <enabled>{enabled}</enabled>{more}</plugin>"""
EVERY = "<create_contact_sensor_for_collision>true</create_contact_sensor_for_collision>"


def crate(lab: Any, target: str, more: str = EVERY, enabled: bool = True) -> str:
    plugin = PLUGIN.format(target=target, enabled=enabled, more=more)
    return str(lab.box("crate", "0 0 0.345 0 0 0", joint=plugin))


def test_a_lasting_touch(lab: Any) -> None:
    """It falls 0.245 m in 0.2235 s and has touched for longer than 0.5 s half a second later."""
    engine = lab.engine(lab.floor(), crate(lab, "floor"))
    lab.listen(engine)
    samples = lab.run(engine, 3.0)
    assert [s.topic for s in samples] == ["/crate/touched"]
    assert STORE.deserialize_cdr(samples[0].cdr, "std_msgs/msg/Bool").data
    assert samples[0].stamp_ns / 1e9 == pytest.approx(0.726, abs=0.004)


def test_only_the_target_and_once_enabled(lab: Any) -> None:
    engine = lab.engine(lab.floor(), crate(lab, "pallet"))
    lab.listen(engine)
    assert not lab.run(engine, 1.5)
    engine = lab.engine(lab.floor(), crate(lab, "model/floor", enabled=False))
    lab.listen(engine)
    assert not lab.run(engine, 1.0)
    engine.send("/crate/enable", new("std_msgs/msg/Bool", data=True))
    assert [s.stamp_ns for s in lab.run(engine, 2.0)] == [1_504_000_000]


def test_without_a_contact_sensor_it_is_reported(lab: Any) -> None:
    engine = lab.engine(lab.floor(), crate(lab, "floor", more=""))
    lab.listen(engine)
    assert not lab.run(engine, 1.5)
    texts = [str(each) for each in engine.unsupported]
    assert any("no collision of the model has a contact sensor" in text for text in texts)
    sensor = """<sensor name="feel" type="contact"><contact><collision>box</collision></contact>
      </sensor></link>"""
    engine = lab.engine(lab.floor(), crate(lab, "floor", more="").replace("</link>", sensor))
    engine.listen({"/crate/touched": ""})
    assert len(lab.run(engine, 1.5)) == 1
