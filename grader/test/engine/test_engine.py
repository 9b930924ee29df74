"""The protocol's promises: time, observers, contacts, errors, and the same run to the bit."""

from __future__ import annotations

from typing import Any

import mujoco
import numpy as np
import pytest

from atelier_grader import sdf
from atelier_grader.engine.protocol import Engine, EngineError
from atelier_grader.messages import MessageError
from atelier_grader.sdf.error import SdfError

SENSORS = """
<sensor name="imu" type="imu"><update_rate>50</update_rate><topic>imu</topic><imu>
  <linear_acceleration><x><noise type="gaussian"><stddev>0.1</stddev></noise></x>
  </linear_acceleration></imu></sensor>
<sensor name="lidar" type="gpu_lidar"><pose>0 0 0.3 0 0 0</pose><update_rate>10</update_rate>
  <topic>scan</topic><lidar><scan><horizontal><samples>90</samples><min_angle>-3</min_angle>
  <max_angle>3</max_angle></horizontal></scan><range><min>0.1</min><max>9</max></range>
  <noise><type>gaussian</type><stddev>0.01</stddev></noise></lidar></sensor>
<sensor name="camera" type="camera"><pose>0.1 0 0.3 0 0 0</pose><update_rate>5</update_rate>
  <topic>image</topic><camera><image><width>64</width><height>48</height></image>
  <noise><type>gaussian</type><stddev>0.02</stddev></noise></camera></sensor>"""


def test_is_an_engine(lab: Any) -> None:
    engine: Engine = lab.engine(lab.floor(), lab.robot(SENSORS))
    assert engine.step_ns == 2_000_000
    topics = [(e.topic, e.gz_type, e.rate_hz) for e in engine.publishers]
    assert topics == [
        ("/imu", "gz.msgs.IMU", 50.0),
        ("/scan", "gz.msgs.LaserScan", 10.0),
        ("/scan/points", "gz.msgs.PointCloudPacked", 10.0),
        ("/image", "gz.msgs.Image", 5.0),
        ("/camera_info", "gz.msgs.CameraInfo", 5.0),
        ("/model/robot/odometry", "gz.msgs.Odometry", 50.0),
        ("/model/robot/tf", "gz.msgs.Pose_V", 50.0),
    ]
    assert [e.topic for e in engine.subscribers] == ["/model/robot/cmd_vel", "/model/robot/enable"]


def test_time_advances_by_whole_steps(lab: Any) -> None:
    engine = lab.engine(lab.box("a", "0 0 1 0 0 0"))
    assert engine.now_ns == 0
    assert engine.advance(1) == []
    assert engine.now_ns == 2_000_000
    engine.advance(2_000_000)
    assert engine.now_ns == 4_000_000
    engine.advance(9_000_001)
    assert engine.now_ns == 10_000_000


def test_advance_stops_at_samples(lab: Any) -> None:
    engine = lab.engine(lab.floor(), lab.robot(SENSORS))
    engine.listen({"/imu": "", "/model/robot/odometry": ""})
    stops = []
    while engine.now_ns < 100_000_000:
        stops.append((engine.advance(100_000_000), engine.now_ns))
    assert [now for _, now in stops] == [
        2_000_000, 20_000_000, 40_000_000, 60_000_000, 80_000_000, 100_000_000
    ]  # fmt: skip
    assert [sample.topic for sample in stops[1][0]] == ["/imu", "/model/robot/odometry"]
    assert all(sample.stamp_ns == now for samples, now in stops for sample in samples)


def test_observers_are_called_from_zero_and_stop_time(lab: Any) -> None:
    engine = lab.engine(lab.box("a", "0 0 1 0 0 0"))
    seen: list[int] = []

    def observer(state: Any) -> bool:
        seen.append(state.now_ns)
        return bool(state.now_ns >= 60_000_000)

    engine.observe(20_000_000, observer)
    assert seen == [0]
    engine.advance(1_000_000_000)
    assert seen == [0, 20_000_000, 40_000_000, 60_000_000]
    assert engine.now_ns == 60_000_000
    assert engine.advance(1_000_000_000) == []
    assert engine.now_ns == 60_000_000


def drive(lab: Any, listened: bool, pieces_s: float) -> tuple[bytes, list[Any]]:
    engine = lab.engine(
        lab.floor(), lab.robot(SENSORS), lab.box("parcel", "0 0 0.2301 0 0 0"),
        lab.box("wall", "1.5 0.3 0.5 0 0 0.3", "0.2 3 1", static=True),
    )  # fmt: skip
    if listened:
        lab.listen(engine)
        engine.observe(
            20_000_000, lambda state: bool(state.contacts() and state.pose("robot")) and 0
        )
    engine.send("/model/robot/cmd_vel", lab.twist(0.5, 0.1))
    samples: list[Any] = []
    while engine.now_ns < 5_000_000_000:
        samples += engine.advance(min(engine.now_ns + round(pieces_s * 1e9), 5_000_000_000))
    return engine.state_bytes(), samples


def test_two_runs_agree_to_the_bit(lab: Any) -> None:
    state, samples = drive(lab, True, 10.0)
    again, more = drive(lab, True, 10.0)
    assert state == again
    assert [(s.topic, s.stamp_ns, s.cdr) for s in samples] == [
        (s.topic, s.stamp_ns, s.cdr) for s in more
    ]
    assert {s.topic for s in samples} >= {"/image", "/scan", "/imu"}


def test_neither_listeners_nor_pieces_change_the_run(lab: Any) -> None:
    state, samples = drive(lab, True, 10.0)
    other, more = drive(lab, True, 0.013)
    alone, _ = drive(lab, False, 0.5)
    assert state == other == alone
    assert [s.cdr for s in samples] == [s.cdr for s in more]


def test_contacts(lab: Any, watch: Any) -> None:
    wall = lab.box("wall", "1 0 0.5 0 0 0", "0.2 2 1", static=True)
    shelf = lab.box("shelf", "1 0 1.1 0 0 0", "0.4 2 0.2", static=True)
    engine = lab.engine(lab.floor(), wall, shelf, lab.robot())
    seen = watch(engine, 20_000_000)
    lab.run(engine, 0.5)
    names = [(c.first, c.second) for c in seen[-1]]
    assert names == [
        ("floor::link::plane", "robot::base::caster"),
        ("floor::link::plane", "robot::left_wheel::tyre"),
        ("floor::link::plane", "robot::right_wheel::tyre"),
    ]
    weight = sum(c.force_n for c in seen[-1])
    assert weight == pytest.approx(5.6 * 9.81, rel=0.01)
    assert seen[-1][1].position == pytest.approx([0, 0.14, 0], abs=0.001)
    engine.send("/model/robot/cmd_vel", lab.twist(0.5))
    lab.run(engine, 3.0)
    hits = [c for contacts in seen for c in contacts if c.second == "wall::link::box"]
    assert hits[0].first == "robot::base::body"
    assert hits[0].position[0] == pytest.approx(0.9, abs=0.01)
    # The hit shows in the interval in which it happened, however short it was.
    assert hits[0].force_n > 50


def test_contacts_between_observations_are_not_missed(lab: Any, watch: Any) -> None:
    """A ball that bounces off between two calls."""
    engine = lab.engine(lab.floor(), lab.box("stone", "0 0 0.2 0 0 0"))
    seen = watch(engine, 500_000_000)
    lab.run(engine, 1.0)
    assert [len(contacts) for contacts in seen] == [0, 1, 1]
    falling = seen[1][0]
    assert (falling.first, falling.second) == ("floor::link::plane", "stone::link::box")
    assert falling.force_n > 5 * 9.81 > seen[2][0].force_n


def test_truth(lab: Any) -> None:
    frame = '<frame name="tip" attached_to="link"><pose>0 0 0.5 0 0 0</pose></frame>'
    engine = lab.engine(
        lab.floor(), lab.box("a", "1 2 0.1 0 0 0.5", joint=frame),
        lab.box("fixed", "4 5 6 0 0 0", static=True),
    )  # fmt: skip
    truth = engine.simulation
    assert truth.pose("a").yaw_rad == pytest.approx(0.5)
    assert truth.pose("a::link").position.tolist() == pytest.approx([1, 2, 0.1])
    assert truth.pose("a::tip").position.tolist() == pytest.approx([1, 2, 0.6])
    assert truth.pose("fixed").position.tolist() == [4, 5, 6]
    assert not truth.twist("fixed").linear.any()
    with pytest.raises(KeyError, match="there is no entity 'fixd'; did you mean 'fixed'"):
        truth.pose("fixd")
    with pytest.raises(KeyError, match="there is no joint 'a::hinge'; there are none"):
        truth.joint_position("a::hinge")


def test_refuses_unknown_topics_and_bad_numbers(lab: Any) -> None:
    engine = lab.engine(lab.floor(), lab.robot())
    with pytest.raises(EngineError, match="nothing publishes '/model/robot/odom'; did you mean"):
        engine.listen({"/model/robot/odom": ""})
    with pytest.raises(EngineError, match="nothing subscribes to '/cmd_vel'"):
        engine.send("/cmd_vel", lab.twist())
    with pytest.raises(MessageError, match=r"expected a finite number in 'linear.x', got nan"):
        engine.send("/model/robot/cmd_vel", lab.twist(float("nan")))


def test_unstable_states_are_our_fault(lab: Any) -> None:
    engine = lab.engine(lab.floor(), lab.robot())
    engine.simulation.data.qvel[2] = 1e6
    with pytest.raises(EngineError, match=r"unstable at 0\.\d+ s: 'robot::base' moves at"):
        lab.run(engine, 1.0)
    engine = lab.engine(lab.floor(), lab.robot())
    engine.simulation.data.qpos[2] = np.nan
    with pytest.raises(EngineError, match=r"unstable at 0\.\d+ s: a position is not finite"):
        lab.run(engine, 1.0)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("<left_joint>left<", "<left_joint>lef<", r"there is no joint 'lef'; did you mean 'left'"),
        ("<wheel_radius>0.05", "<wheel_radius>-1", r"must be over 0"),
        ("<wheel_radius>0.05", "<wheel_radius>big", r"<wheel_radius> expected a finite number"),
        ("<left_joint>left</left_joint>", "", r"needs a <left_joint> and a <right_joint>"),
    ],
)
def test_errors_name_the_plugin_and_its_line(lab: Any, old: str, new: str, message: str) -> None:
    with pytest.raises(SdfError, match=rf"<text>:\d+: plugin '.*DiffDrive'.*{message}"):
        lab.engine(lab.floor(), lab.robot().replace(old, new))


def test_unsupported_things_are_listed(lab: Any) -> None:
    plugin = '<plugin filename="gz-sim-wind-system" name="gz::sim::systems::DifDrive"/>'
    sensor = '<sensor name="s" type="gpu_lidr"/>'
    engine = lab.engine(plugin, lab.floor(), lab.robot(sensor + "<wings/>"))
    texts = [str(each) for each in engine.unsupported]
    assert any(
        "no system 'gz::sim::systems::DifDrive'; did you mean 'DiffDrive'" in t for t in texts
    )
    assert any("no sensor 'gpu_lidr'; did you mean 'gpu_lidar'" in t for t in texts)
    assert any("<link/wings>: NOT SUPPORTED" in t for t in texts)


def test_limits_of_driven_joints(lab: Any) -> None:
    limit = "<limit><velocity>4</velocity></limit></axis>"
    spin = """<joint name="spin" type="revolute"><parent>world</parent><child>link</child>
      <axis><limit><velocity>1</velocity></limit></axis></joint>"""
    robot = lab.robot().replace("</axis>", limit)
    engine = lab.engine(lab.floor(), robot, lab.box("drum", "3 0 1 0 0 0", joint=spin))
    engine.send("/model/robot/cmd_vel", lab.twist(0.5))
    lab.run(engine, 3.0)
    start = engine.simulation.joint_position("robot::left")
    lab.run(engine, 4.0)
    assert engine.simulation.joint_position("robot::left") - start == pytest.approx(4.0, rel=1e-3)
    texts = [str(each) for each in engine.unsupported]
    assert any("no limit of speed on joint 'drum::spin'" in t for t in texts)


def test_a_driven_joint_cannot_close_a_loop(lab: Any) -> None:
    held = """<joint name="again" type="revolute"><parent>world</parent><child>left_wheel</child>
      <axis><xyz>0 0 1</xyz></axis></joint>"""
    robot = lab.robot().replace('<joint name="left"', held + '<joint name="left"', 1)
    with pytest.raises(SdfError, match=r"joint 'robot::left' closes a loop and cannot be driven"):
        lab.engine(robot)


def test_the_physics_has_no_visuals(lab: Any) -> None:
    engine = lab.engine(lab.floor(), lab.box("a", "0 0 1 0 0 0"))
    model = engine.simulation.model
    assert [model.geom(i).name for i in range(model.ngeom)] == [
        "floor::link::plane",
        "a::link::box",
    ]
    assert model.opt.cone == mujoco.mjtCone.mjCONE_ELLIPTIC
    assert sdf.__all__
