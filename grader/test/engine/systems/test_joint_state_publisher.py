"""JointStatePublisher, ApplyJointForce, and the transform of DiffDrive."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from atelier_grader.messages import STORE, encode, header, new
from atelier_grader.writers import JointStateWriter

STATE = "/world/lab/model/machine/joint_state"
FORCE = "/model/machine/joint/axle/cmd_force"


def test_states_under_a_constant_force(lab: Any, bench: Any) -> None:
    """2 kg pushed by 3 N: x = 0.75 t2, as the published state says."""
    plugins = bench.plugin("joint-state-publisher", "JointStatePublisher", "")
    plugins += bench.plugin("apply-joint-force", "ApplyJointForce")
    engine = lab.engine(bench.slider(plugins), step_s=0.001)
    lab.listen(engine)
    engine.send(FORCE, bench.number(3.0))
    samples = lab.run(engine, 2.0)
    assert len(samples) == 2000
    state = lab.last(samples, STATE, "sensor_msgs/msg/JointState")
    assert state.name == ["base", "axle"]
    assert state.position == pytest.approx([0.0, 3.0], rel=0.002)
    assert state.velocity == pytest.approx([0.0, 3.0], rel=0.002)
    assert state.effort.tolist() == [0.0, 0.0]
    assert (state.header.stamp.sec, state.header.stamp.nanosec) == (2, 0)


def test_named_joints_at_a_rate(lab: Any, bench: Any) -> None:
    parameters = """<joint_name>axle</joint_name><update_rate>50</update_rate>
      <topic>joints</topic>"""
    plugin = bench.plugin("joint-state-publisher", "JointStatePublisher", parameters)
    engine = lab.engine(bench.drum(plugin))
    lab.listen(engine)
    samples = lab.run(engine, 1.0)
    assert [sample.stamp_ns for sample in samples] == [20_000_000 * k for k in range(1, 51)]
    assert lab.last(samples, "/joints", "sensor_msgs/msg/JointState").name == ["axle"]


def test_effort_limits_applied_forces(lab: Any, bench: Any) -> None:
    limit = "<limit><effort>1</effort></limit>"
    engine = lab.engine(bench.slider(bench.plugin("apply-joint-force", "ApplyJointForce"), limit))
    engine.send(FORCE, bench.number(50.0))
    lab.run(engine, 1.0)
    assert engine.simulation.data.qvel[0] == pytest.approx(0.5, rel=1e-6)


@pytest.mark.parametrize("names", [[], ["a"], ["left", "right_wheel_joint", "é"]])
def test_the_writer_equals_rosbags(names: list[str]) -> None:
    values = np.arange(3.0 * len(names)).reshape(3, -1) / 7
    fields = dict(zip(("position", "velocity", "effort"), values, strict=True))
    message = new("sensor_msgs/msg/JointState", header=header(123, ""), name=names, **fields)
    assert JointStateWriter(names).write(123, values) == encode(message)


def test_diff_drive_publishes_a_transform(lab: Any) -> None:
    engine = lab.engine(lab.floor(), lab.robot())
    engine.listen({"/model/robot/tf": "tf2_msgs/msg/TFMessage", "/model/robot/odometry": ""})
    engine.send("/model/robot/cmd_vel", lab.twist(0.3, 0.2))
    samples = lab.run(engine, 2.0)
    transform = lab.last(samples, "/model/robot/tf", "tf2_msgs/msg/TFMessage").transforms[0]
    odometry = lab.last(samples, "/model/robot/odometry", "nav_msgs/msg/Odometry")
    assert transform.transform.translation.x == odometry.pose.pose.position.x > 0.3
    assert transform.transform.rotation.z == odometry.pose.pose.orientation.z > 0.1
    assert (transform.header.frame_id, transform.child_frame_id) == ("robot/odom", "robot/base")
    assert transform.header.stamp == odometry.header.stamp
    engine.listen({"/model/robot/tf": "geometry_msgs/msg/PoseArray"})
    array = STORE.deserialize_cdr(lab.run(engine, 3.0)[-1].cdr, "geometry_msgs/msg/PoseArray")
    assert len(array.poses) == 1
