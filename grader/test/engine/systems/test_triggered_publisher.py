"""TriggeredPublisher: what matches, what comes, and when."""

from __future__ import annotations

from typing import Any

import pytest

from atelier_grader.engine.mujoco.text_format import message_of
from atelier_grader.messages import new
from atelier_grader.sdf.error import SdfError

PLUGIN = """<plugin filename="gz-sim-triggered-publisher-system"
  name="gz::sim::systems::TriggeredPublisher">{}</plugin>"""
KEY = (
    '<input type="gz.msgs.Int32" topic="/keyboard/keypress"><match field="data">87</match></input>'
)
GO = '<output type="gz.msgs.Twist" topic="/model/robot/cmd_vel">linear: {x: 0.4}, angular: {z: 0}</output>'


def trigger(inner: str) -> str:
    return PLUGIN.format(inner)


def key(value: int) -> Any:
    return new("std_msgs/msg/Int32", data=value)


def outputs(lab: Any, inner: str, message: Any, topic: str = "/in") -> int:
    """How many messages come out."""
    plugin = trigger(inner + '<output type="gz.msgs.Empty" topic="/out"/>')
    engine = lab.engine(plugin)
    engine.listen({"/out": ""})
    engine.send(topic, message)
    return len(lab.run(engine, 0.1))


def test_a_key_drives_the_robot(lab: Any) -> None:
    engine = lab.engine(lab.floor(), lab.robot(), trigger(KEY + GO))
    engine.send("/keyboard/keypress", key(88))
    lab.run(engine, 0.5)
    assert engine.simulation.pose("robot").position[0] == pytest.approx(0.0, abs=1e-3)
    engine.send("/keyboard/keypress", key(87))
    lab.run(engine, 2.5)
    # The 1 m/s2 up to 0.4 m/s cost 0.08 m.
    assert engine.simulation.pose("robot").position[0] == pytest.approx(0.72, abs=0.01)


def test_the_delay_is_in_simulated_time_and_each_input_counts(lab: Any) -> None:
    delayed = '<input type="gz.msgs.Empty" topic="/in"/><delay_ms>101</delay_ms>'
    plugin = trigger(delayed + '<output type="gz.msgs.Double" topic="/out">data: 3</output>')
    engine = lab.engine(plugin)
    engine.listen({"/out": ""})
    engine.send("/in", new("std_msgs/msg/Empty"))
    engine.send("/in", new("std_msgs/msg/Empty"))
    samples = lab.run(engine, 1.0)
    assert [sample.stamp_ns for sample in samples] == [102_000_000] * 2
    assert lab.last(samples, "/out", "std_msgs/msg/Float64").data == 3.0


BOOL = '<input type="gz.msgs.Boolean" topic="/in">{}</input>'
VECTOR = '<input type="gz.msgs.Vector3d" topic="/in">{}</input>'
TWIST = '<input type="ignition.msgs.Twist" topic="/in">{}</input>'


@pytest.mark.parametrize(
    ("inner", "value", "comes"),
    [
        (BOOL.format(""), False, True),
        (BOOL.format("<match>data: true</match>"), True, True),
        (BOOL.format("<match>data: true</match>"), False, False),
        (BOOL.format("<match logic_type='negative'>data: true</match>"), False, True),
        (VECTOR.format("<match field='x' tol='0.2'>1.0</match>"), 1.15, True),
        (VECTOR.format("<match field='x'>1.0</match>"), 1.15, False),
        (VECTOR.format("<match field='x'>2</match><match field='y'>1</match>"), 2.0, False),
        (VECTOR.format("<match>x: 2</match>"), 2.0, True),
    ],
)
def test_matches(lab: Any, inner: str, value: Any, comes: bool) -> None:
    if isinstance(value, bool):
        message = new("std_msgs/msg/Bool", data=value)
    else:
        message = new("geometry_msgs/msg/Vector3", x=value)
    assert outputs(lab, inner, message) == comes


@pytest.mark.parametrize(("turn", "comes"), [(0.5, True), (0.4, False)])
def test_a_field_of_a_field(lab: Any, turn: float, comes: bool) -> None:
    inner = TWIST.format("<match field='angular.z'>0.5</match><match field='linear'>x: 1</match>")
    assert outputs(lab, inner, lab.twist(1.0, turn)) == comes


def test_a_sensor_triggers_a_joint_to_let_go(lab: Any) -> None:
    """The box falls from 5 m; its altimeter passes -1 m; the lid is let go 0.1 s later."""
    altimeter = (
        '<sensor name="a" type="altimeter"><update_rate>100</update_rate><topic>/h</topic></sensor>'
    )
    box = lab.box("box", "0 0 5 0 0 0").replace("</link>", f"{altimeter}</link>")
    joint = """<plugin filename="gz-sim-detachable-joint-system"
      name="gz::sim::systems::DetachableJoint"><parent_link>link</parent_link>
      <child_model>lid</child_model><child_link>link</child_link><topic>/let_go</topic></plugin>"""
    inner = """<input type="gz.msgs.Altimeter" topic="/h">
      <match field="vertical_position" tol="0.05">-1</match></input><delay_ms>100</delay_ms>
      <output type="gz.msgs.Empty" topic="/let_go"/>"""
    engine = lab.engine(
        box.replace("</model>", f"{joint}</model>"), lab.box("lid", "0 0 5.2 0 0 0"), trigger(inner)
    )
    system = next(each for each in engine._systems if type(each).__name__ == "DetachableJoint")
    lab.run(engine, 0.5)
    assert system._attached
    lab.run(engine, 0.6)
    assert not system._attached


def test_it_does_not_depend_on_listeners_or_on_how_time_advances(lab: Any) -> None:
    def state(listen: bool, slices: int) -> bytes:
        engine = lab.engine(lab.floor(), lab.robot(), trigger(KEY + GO))
        if listen:
            lab.listen(engine)
        engine.send("/keyboard/keypress", key(87))
        for index in range(slices):
            lab.run(engine, 0.5 * (index + 1) / slices)
        return bytes(engine.state_bytes())

    assert state(False, 1) == state(True, 1) == state(False, 50)


@pytest.mark.parametrize(
    ("inner", "said"),
    [
        ("<output type='gz.msgs.Empty' topic='/a'/>", "needs a <input>, has none"),
        (KEY, "needs an <output>, has none"),
        (
            KEY.replace("Int32", "Int23") + GO,
            "type 'gz.msgs.Int23' is not supported; did you mean 'gz.msgs.Int32'?",
        ),
        (KEY.replace('"data"', '"dat"') + GO, "there is no field 'dat'; did you mean 'data'?"),
        (KEY.replace("87", "W") + GO, "field 'data' expected a whole number, got 'W'"),
        (KEY + GO.replace("{z: 0}", "{z: 0"), "expected '}' at the end"),
        (
            KEY + GO.replace("linear: {", "linear: 3 {"),
            "field 'linear' expected a message in braces, got '3'",
        ),
    ],
)
def test_errors(lab: Any, inner: str, said: str) -> None:
    with pytest.raises(SdfError) as caught:
        lab.engine(trigger(inner))
    assert said in str(caught.value)


def test_services_are_listed(lab: Any) -> None:
    service = '<service name="/w/set_pose" reqType="gz.msgs.Pose" repType="gz.msgs.Boolean" timeout="1" reqMsg=""/>'
    engine = lab.engine(trigger(KEY + service))
    notes = [each.note for each in engine.unsupported if not each.harmless]
    assert notes == ["no services in the embedded engine"]


def test_lists_in_text() -> None:
    message = message_of(
        "trajectory_msgs/msg/JointTrajectory", "joint_names: 'a' joint_names: \"b\" # two"
    )
    assert message.joint_names == ["a", "b"]
    point = message_of("trajectory_msgs/msg/JointTrajectoryPoint", "positions: [1, 2.5]")
    assert point.positions.tolist() == [1.0, 2.5]
