"""DiffDrive against closed forms, and its odometry against the truth."""

from __future__ import annotations

import re
from math import cos, pi, sin
from typing import Any

import numpy as np
import pytest

UNLIMITED = re.compile("<m.._.*_acceleration>.*</m.._.*_acceleration>")
COMMAND = "/model/robot/cmd_vel"
ODOMETRY = "/model/robot/odometry"


def drive(lab: Any, engine: Any, linear: float, angular: float, until_s: float) -> float:
    """Drive and return the true heading, unwrapped."""
    engine.send(COMMAND, lab.twist(linear, angular))
    heading = last = engine.simulation.pose("robot").yaw_rad
    while engine.now_ns < until_s * 1e9:
        engine.advance(engine.now_ns + 100_000_000)
        now = engine.simulation.pose("robot").yaw_rad
        heading += (now - last + pi) % (2 * pi) - pi
        last = now
    return heading


def test_straight(lab: Any) -> None:
    engine = lab.engine(lab.floor(), lab.robot())
    drive(lab, engine, 0.5, 0.0, 10.0)
    x, y, _ = engine.simulation.pose("robot").position.tolist()
    # The ramp of 1 m/s2 to 0.5 m/s costs 0.125 m.
    assert x == pytest.approx(5.0 - 0.125, rel=0.003)
    assert abs(y) < 0.003


STEPS = pytest.mark.parametrize("step_s", [0.001, 0.002, 0.005])
SHAPES = pytest.mark.parametrize("wheel", ["cylinder", "wide cylinder", "sphere"])


def robot(lab: Any, wheel: str) -> str:
    narrow = "<cylinder><radius>0.05</radius><length>0.04</length></cylinder>"
    shapes = {
        "cylinder": narrow,
        "wide cylinder": narrow.replace("0.04", "0.1"),
        "sphere": "<sphere><radius>0.05</radius></sphere>",
    }
    return str(lab.robot()).replace(narrow, shapes[wheel])


@STEPS
@SHAPES
def test_rotation_in_place(lab: Any, step_s: float, wheel: str) -> None:
    engine = lab.engine(lab.floor(), robot(lab, wheel), step_s=step_s)
    heading = drive(lab, engine, 0.0, 1.0, 10.0)
    assert heading == pytest.approx(10.0 - 0.25, rel=0.003)
    assert np.linalg.norm(engine.simulation.pose("robot").position[:2]) < 0.003


@STEPS
@SHAPES
def test_arc(lab: Any, step_s: float, wheel: str) -> None:
    engine = lab.engine(lab.floor(), robot(lab, wheel), step_s=step_s)
    drive(lab, engine, 0.5, 0.3, 2.0)
    start = engine.simulation.pose("robot")
    heading = drive(lab, engine, 0.5, 0.3, 10.0)
    turn = heading - start.yaw_rad
    assert turn == pytest.approx(0.3 * 8.0, rel=0.005)
    radius_m = 0.5 / 0.3
    centre = start.position[:2] + radius_m * np.array([-sin(start.yaw_rad), cos(start.yaw_rad)])
    end = engine.simulation.pose("robot").position[:2]
    assert np.linalg.norm(end - centre) == pytest.approx(radius_m, rel=0.005)


def test_odometry_is_what_the_wheels_say(lab: Any) -> None:
    engine = lab.engine(lab.floor(), lab.robot(pose="3 1 0 0 0 0.5"))
    lab.listen(engine)
    engine.send(COMMAND, lab.twist(0.4, 0.2))
    samples = lab.run(engine, 5.0)
    odometry = lab.last(samples, ODOMETRY, "nav_msgs/msg/Odometry")
    position, turn = odometry.pose.pose.position, odometry.pose.pose.orientation
    truth = engine.simulation.pose("robot")
    back = np.array([[cos(0.5), sin(0.5)], [-sin(0.5), cos(0.5)]])
    local = back @ (truth.position[:2] - [3, 1])
    assert [position.x, position.y] == pytest.approx(local.tolist(), abs=0.01)
    assert 2 * np.arctan2(turn.z, turn.w) == pytest.approx(truth.yaw_rad - 0.5, abs=0.005)
    assert odometry.twist.twist.linear.x == pytest.approx(0.4, abs=1e-6)
    assert odometry.twist.twist.angular.z == pytest.approx(0.2, abs=1e-6)
    assert odometry.header.frame_id == "robot/odom"
    assert odometry.child_frame_id == "robot/base"
    times = [sample.stamp_ns for sample in samples if sample.topic == ODOMETRY]
    assert times == [20_000_000 * k for k in range(1, 251)]


def test_slipping_wheels_deceive_odometry(lab: Any) -> None:
    wall = lab.box("wall", "0.65 0 0.5 0 0 0", "0.2 4 1", static=True)
    engine = lab.engine(lab.floor(), lab.robot(), wall)
    lab.listen(engine)
    engine.send(COMMAND, lab.twist(0.3))
    odometry = lab.last(lab.run(engine, 10.0), ODOMETRY, "nav_msgs/msg/Odometry")
    assert odometry.pose.pose.position.x == pytest.approx(3.0 - 0.045, rel=0.01)
    pose = engine.simulation.pose("robot")
    assert pose.position[0] == pytest.approx(0.4, abs=0.02)
    assert pose.tilt_rad < 0.1


def test_a_parcel_on_the_robot_stays_at_rest(lab: Any) -> None:
    parcel = lab.box("parcel", "0 0 0.2301 0 0 0")
    engine = lab.engine(lab.floor(), lab.robot(), parcel)
    lab.run(engine, 1.0)
    start = engine.simulation.pose("parcel").position.copy()
    lab.run(engine, 11.0)
    assert np.linalg.norm(engine.simulation.pose("parcel").position - start) < 1e-3
    drive(lab, engine, 0.3, 0.2, 16.0)
    offset = engine.simulation.pose("parcel").position - engine.simulation.pose("robot").position
    assert np.linalg.norm(offset[:2]) < 0.01


def test_the_last_command_holds(lab: Any) -> None:
    engine = lab.engine(lab.floor(), lab.robot())
    engine.send(COMMAND, lab.twist(0.2))
    lab.run(engine, 2.0)
    engine.send(COMMAND, lab.twist(0.0))
    lab.run(engine, 4.0)
    stopped = engine.simulation.pose("robot").position.copy()
    lab.run(engine, 5.0)
    assert np.linalg.norm(engine.simulation.pose("robot").position - stopped) < 1e-4


def test_absurd_commands_do_no_harm(lab: Any) -> None:
    engine = lab.engine(lab.floor(), UNLIMITED.sub("", lab.robot()))
    engine.send(COMMAND, lab.twist(1e30, -1e30))
    lab.run(engine, 2.0)
    assert np.isfinite(engine.simulation.pose("robot").position).all()
