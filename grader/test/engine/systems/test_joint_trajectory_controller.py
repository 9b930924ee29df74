"""JointTrajectoryController: which point is the target when, and the forces that follow."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from atelier_grader.messages import STORE, header, new

TOPIC = "/model/machine/joint_trajectory"
SHORT, NAME = "joint-trajectory-controller", "JointTrajectoryController"
STIFF = """<joint_name>axle</joint_name><position_p_gain>40</position_p_gain>
  <position_d_gain>1.8</position_d_gain>"""


def trajectory(*points: tuple[float, dict[str, list[float]]], stamp_ns: int = 0) -> Any:
    return new(
        "trajectory_msgs/msg/JointTrajectory",
        header=header(stamp_ns, ""),
        joint_names=["axle"],
        points=[
            new(
                "trajectory_msgs/msg/JointTrajectoryPoint",
                time_from_start=new(
                    "builtin_interfaces/msg/Duration", sec=int(time_s), nanosec=int(time_s % 1 * 1e9)
                ),
                **{name: _array(values) for name, values in fields.items()},
            )
            for time_s, fields in points
        ],
    )  # fmt: skip


def _array(values: list[float]) -> Any:
    return np.array(values, dtype=np.float64)


def position(engine: Any) -> float:
    return float(engine.simulation.joint_position("machine::axle"))


def test_points_are_reached_in_their_time(lab: Any, bench: Any) -> None:
    engine = lab.engine(bench.drum(bench.plugin(SHORT, NAME, STIFF)))
    engine.listen({f"{TOPIC}_progress": ""})
    lab.run(engine, 0.5)
    points = [(1.0, {"positions": [0.5]}), (2.0, {"positions": [-0.5]})]
    engine.send(TOPIC, trajectory(*points))
    samples = lab.run(engine, 1.5)
    assert position(engine) == pytest.approx(0.5, abs=1e-3)
    samples += lab.run(engine, 3.0)
    assert position(engine) == pytest.approx(-0.5, abs=1e-3)
    progress = [
        (s.stamp_ns, STORE.deserialize_cdr(s.cdr, "std_msgs/msg/Float32").data) for s in samples
    ]
    # A point is left once its time has passed: in the step after it.
    assert progress == [(502_000_000, 0.5), (1_504_000_000, 1.0)]


def test_effort_alone_is_a_force(lab: Any, bench: Any) -> None:
    """0.1 N m turn 0.02 kg m2 at 5 rad/s2."""
    engine = lab.engine(bench.drum(bench.plugin(SHORT, NAME, "")), step_s=0.001)
    engine.send(TOPIC, trajectory((0.0, {"effort": [0.1]})))
    lab.run(engine, 2.0)
    assert position(engine) == pytest.approx(10.0, rel=0.002)


def test_velocities_are_followed(lab: Any, bench: Any) -> None:
    gains = "<velocity_p_gain>1</velocity_p_gain><topic>go</topic>"
    engine = lab.engine(bench.drum(bench.plugin(SHORT, NAME, gains)))
    engine.send("/go", trajectory((1.0, {"velocities": [2.0]}), (2.0, {"velocities": [-1.0]})))
    lab.run(engine, 0.9)
    assert engine.simulation.data.qvel[0] == pytest.approx(2.0, rel=1e-3)
    lab.run(engine, 3.0)
    assert engine.simulation.data.qvel[0] == pytest.approx(-1.0, rel=1e-3)


def test_the_header_may_set_the_start(lab: Any, bench: Any) -> None:
    parameters = STIFF + "<use_header_start_time>true</use_header_start_time>"
    engine = lab.engine(bench.drum(bench.plugin(SHORT, NAME, parameters)))
    points = [(1.0, {"positions": [0.2]}), (2.0, {"positions": [0.9]})]
    engine.send(TOPIC, trajectory(*points, stamp_ns=1_000_000_000))
    lab.run(engine, 1.9)
    assert position(engine) == pytest.approx(0.2, abs=1e-3)
    lab.run(engine, 3.0)
    assert position(engine) == pytest.approx(0.9, abs=1e-3)


def test_the_initial_position_is_held(lab: Any, bench: Any) -> None:
    parameters = STIFF + "<initial_position>0.7</initial_position>"
    engine = lab.engine(bench.drum(bench.plugin(SHORT, NAME, parameters)))
    lab.run(engine, 2.0)
    assert position(engine) == pytest.approx(0.7, abs=1e-3)


def test_empty_trajectories_do_no_harm(lab: Any, bench: Any) -> None:
    engine = lab.engine(bench.drum(bench.plugin(SHORT, NAME, STIFF)))
    engine.listen({f"{TOPIC}_progress": ""})
    engine.send(TOPIC, trajectory())
    samples = lab.run(engine, 0.1)
    assert [STORE.deserialize_cdr(s.cdr, "std_msgs/msg/Float32").data for s in samples] == [1.0]
    unknown = trajectory((1.0, {"positions": [1.0]}))
    unknown.joint_names = ["elbow"]
    engine.send(TOPIC, unknown)
    lab.run(engine, 0.5)
    assert position(engine) == pytest.approx(0.0, abs=1e-6)
