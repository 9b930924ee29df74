"""DetachableJoint: it carries, it lets fall, it takes up again."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from atelier_grader.messages import STORE, new
from atelier_grader.sdf.error import SdfError

PLUGIN = """<plugin filename="gz-sim-detachable-joint-system"
  name="gz::sim::systems::DetachableJoint"><parent_link>link</parent_link>
  <child_model>load</child_model><child_link>link</child_link>{}</plugin>"""
RAIL = """<joint name="rail" type="prismatic"><parent>world</parent><child>link</child>
  <axis><xyz>1 0 0</xyz></axis></joint>
  <plugin filename="gz-sim-joint-controller-system" name="gz::sim::systems::JointController">
  <joint_name>rail</joint_name></plugin>"""
DETACH, ATTACH = "/model/crane/detachable_joint/detach", "/model/crane/detachable_joint/attach"
STATE = "/model/load/detachable_joint/state"


def crane(lab: Any, parameters: str = "", load: str = "0 0 0.75 0 0 0") -> tuple[str, str]:
    plugin = RAIL + PLUGIN.format(parameters)
    return lab.box("crane", "0 0 1 0 0 0", joint=plugin), lab.box("load", load)


def position(engine: Any) -> Any:
    return engine.simulation.pose("load").position.copy()


def test_carries_then_drops(lab: Any, bench: Any) -> None:
    engine = lab.engine(*crane(lab))
    lab.listen(engine)
    samples = lab.run(engine, 1.0)
    assert position(engine) == pytest.approx([0, 0, 0.75], abs=2e-4)
    engine.send("/model/crane/joint/rail/cmd_vel", bench.number(0.5))
    samples += lab.run(engine, 3.0)
    assert position(engine) == pytest.approx([1.0, 0, 0.75], abs=1e-3)
    engine.send(DETACH, new("std_msgs/msg/Empty"))
    samples += lab.run(engine, 3.4)
    # Free flight at the crane's speed.
    assert position(engine)[0] == pytest.approx(1.2, abs=2e-3)
    assert position(engine)[2] == pytest.approx(0.75 - 0.5 * 9.81 * 0.16, abs=5e-3)
    states = [
        (s.stamp_ns, STORE.deserialize_cdr(s.cdr, "std_msgs/msg/String").data) for s in samples
    ]
    assert states == [(2_000_000, "attached"), (3_002_000_000, "detached")]


def test_takes_up_again_where_it_lies(lab: Any, bench: Any) -> None:
    engine = lab.engine(lab.floor(), *crane(lab))
    engine.send("/model/crane/joint/rail/cmd_vel", bench.number(0.2))
    lab.run(engine, 0.5)
    engine.send(DETACH, new("std_msgs/msg/Empty"))
    lab.run(engine, 2.0)
    lying = position(engine)
    assert lying[2] == pytest.approx(0.1, abs=2e-3)
    engine.send(ATTACH, new("std_msgs/msg/Empty"))
    lab.run(engine, 4.0)
    assert position(engine)[0] - lying[0] == pytest.approx(0.4, abs=0.01)


def test_overlapping_bodies_are_left_in_peace(lab: Any) -> None:
    """A suction cup that reaches into its load does not push it away while it holds it."""
    engine = lab.engine(*crane(lab, load="0 0 0.83 0 0 0"))
    lab.run(engine, 1.0)
    assert position(engine) == pytest.approx([0, 0, 0.83], abs=5e-4)


def test_a_turned_load_keeps_its_pose(lab: Any) -> None:
    engine = lab.engine(*crane(lab, load="0.3 0.1 0.7 0.4 0.2 1.0"))
    before = engine.simulation.pose("load")
    lab.run(engine, 2.0)
    after = engine.simulation.pose("load")
    assert after.position == pytest.approx(before.position, abs=1e-3)
    assert np.abs(after.orientation - before.orientation).max() < 1e-3


def test_topics_and_own_links(lab: Any) -> None:
    topics = """<detach_topic>let_go</detach_topic><attach_topic>take</attach_topic>
      <output_topic>grip</output_topic>"""
    engine = lab.engine(*crane(lab, topics))
    assert [e.topic for e in engine.subscribers][1:] == ["/let_go", "/take"]
    assert [e.topic for e in engine.publishers] == ["/grip"]
    with pytest.raises(SdfError, match=r"there is no link 'load::lnk'; did you mean 'load::link'"):
        lab.engine(*(part.replace("<child_link>link", "<child_link>lnk") for part in crane(lab)))


def test_two_runs_agree_to_the_bit(lab: Any) -> None:
    states = []
    for _ in range(2):
        engine = lab.engine(lab.floor(), *crane(lab))
        lab.run(engine, 0.5)
        engine.send(DETACH, new("std_msgs/msg/Empty"))
        lab.run(engine, 1.5)
        states.append(engine.state_bytes())
    assert states[0] == states[1]
