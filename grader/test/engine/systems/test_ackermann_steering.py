"""AckermannSteering: the turning radius is wheelbase / tan(steering angle)."""

from __future__ import annotations

from math import atan, sin, tan
from typing import Any

import numpy as np
import pytest

from atelier_grader.sdf.error import SdfError

BASE_M, TRACK_M, RADIUS_M = 0.6, 0.4, 0.1

WHEEL = """<link name="{name}_wheel"><pose>{x} {y} 0.1 -1.5707963267948966 0 0</pose>
  <inertial><mass>0.5</mass><inertia><ixx>0.0015</ixx><iyy>0.0015</iyy><izz>0.0025</izz>
  </inertia></inertial><collision name="tyre"><geometry><cylinder><radius>0.1</radius>
  <length>0.04</length></cylinder></geometry></collision></link>
  <joint name="{name}" type="revolute"><parent>{parent}</parent><child>{name}_wheel</child>
  <axis><xyz>0 0 1</xyz></axis></joint>"""
KINGPIN = """<link name="{name}_pin"><pose>{x} {y} 0.1 0 0 0</pose><inertial><mass>0.3</mass>
  <inertia><ixx>0.001</ixx><iyy>0.001</iyy><izz>0.001</izz></inertia></inertial></link>
  <joint name="{name}_steer" type="revolute"><parent>base</parent><child>{name}_pin</child>
  <axis><xyz>0 0 1</xyz><limit><lower>-0.8</lower><upper>0.8</upper></limit></axis></joint>"""
PLUGIN = """<plugin filename="gz-sim-ackermann-steering-system"
  name="gz::sim::systems::AckermannSteering">
  <left_joint>rear_left</left_joint><right_joint>rear_right</right_joint>
  <left_steering_joint>front_left_steer</left_steering_joint>
  <right_steering_joint>front_right_steer</right_steering_joint>
  <kingpin_width>0.4</kingpin_width><steering_limit>0.6</steering_limit>
  <wheel_base>0.6</wheel_base><wheel_separation>0.4</wheel_separation>
  <wheel_radius>0.1</wheel_radius><steer_p_gain>10</steer_p_gain>{}</plugin>"""


def car(parameters: str = "") -> str:
    """The model's origin is on the ground below the middle of the rear axle."""
    parts = []
    for side, y in (("left", TRACK_M / 2), ("right", -TRACK_M / 2)):
        parts.append(WHEEL.format(name=f"rear_{side}", x=0, y=y, parent="base"))
        parts.append(KINGPIN.format(name=f"front_{side}", x=BASE_M, y=y))
        parts.append(WHEEL.format(name=f"front_{side}", x=BASE_M, y=y, parent=f"front_{side}_pin"))
    return f"""<model name="car"><link name="base"><inertial><pose>0.25 0 0.15 0 0 0</pose>
      <mass>8</mass><inertia><ixx>0.1</ixx><iyy>0.3</iyy><izz>0.3</izz></inertia></inertial></link>
      {"".join(parts)}{PLUGIN.format(parameters)}</model>"""


def circle(engine: Any, lab: Any, until_s: float) -> tuple[float, float]:
    """Radius, m, of the way from now on, and the turn, rad, about its centre."""
    points, start_s = [], engine.now_ns / 1e9
    turn, last = 0.0, engine.simulation.pose("car").yaw_rad
    for time_s in np.linspace(start_s, until_s, 30)[1:]:
        lab.run(engine, time_s)
        pose = engine.simulation.pose("car")
        points.append(pose.position[:2].copy())
        turn += (pose.yaw_rad - last + np.pi) % (2 * np.pi) - np.pi
        last = pose.yaw_rad
    way = np.array(points)
    rows = np.column_stack([2 * way, np.ones(len(way))])
    x, y, c = np.linalg.lstsq(rows, (way**2).sum(axis=1), rcond=None)[0]
    return float(np.sqrt(c + x * x + y * y)), turn


def test_turning_radius(lab: Any) -> None:
    engine = lab.engine(lab.floor(), car())
    engine.send("/model/car/cmd_vel", lab.twist(0.5, 0.25))
    lab.run(engine, 3.0)
    radius_m, turn = circle(engine, lab, 15.0)
    assert radius_m == pytest.approx(2.0, rel=0.01)
    assert turn == pytest.approx(12 * 0.25, rel=0.01)
    joint = engine.simulation.joint_position
    assert joint("car::front_left_steer") == pytest.approx(atan(BASE_M / (2 - 0.2)), rel=1e-3)
    assert joint("car::front_right_steer") == pytest.approx(atan(BASE_M / (2 + 0.2)), rel=1e-3)


def test_the_tightest_turn(lab: Any) -> None:
    """Gazebo's smallest radius is wheelbase / sin(limit)."""
    engine = lab.engine(lab.floor(), car())
    engine.send("/model/car/cmd_vel", lab.twist(0.3, -2.0))
    lab.run(engine, 3.0)
    radius_m, turn = circle(engine, lab, 15.0)
    assert radius_m == pytest.approx(BASE_M / sin(0.6), rel=0.01)
    assert turn < 0


def test_straight_on_and_odometry(lab: Any) -> None:
    engine = lab.engine(lab.floor(), car("<max_acceleration>1</max_acceleration>"))
    lab.listen(engine)
    engine.send("/model/car/cmd_vel", lab.twist(0.5))
    samples = lab.run(engine, 4.0)
    odometry = lab.last(samples, "/model/car/odometry", "nav_msgs/msg/Odometry")
    x, y, _ = engine.simulation.pose("car").position.tolist()
    assert x == pytest.approx(2.0 - 0.125, rel=0.005)
    assert abs(y) < 1e-3
    assert odometry.pose.pose.position.x == pytest.approx(x, rel=0.003)
    assert odometry.twist.twist.linear.x == pytest.approx(0.5, rel=1e-6)
    assert odometry.header.frame_id == "car/odom"


def test_odometry_of_an_arc(lab: Any) -> None:
    engine = lab.engine(lab.floor(), car())
    lab.listen(engine)
    engine.send("/model/car/cmd_vel", lab.twist(0.5, 0.25))
    samples = lab.run(engine, 6.0)
    pose = lab.last(samples, "/model/car/odometry", "nav_msgs/msg/Odometry").pose.pose
    truth = engine.simulation.pose("car")
    assert [pose.position.x, pose.position.y] == pytest.approx(
        truth.position[:2].tolist(), abs=0.02
    )
    # Gazebo turns by the mean of the two steering angles: here 1 % more than the car does.
    mean = (atan(BASE_M / (2 - 0.2)) + atan(BASE_M / (2 + 0.2))) / 2
    surplus = tan(mean) / (BASE_M / 2)
    assert 1.009 < surplus < 1.01
    heading = 2 * np.arctan2(pose.orientation.z, pose.orientation.w)
    assert heading == pytest.approx(surplus * truth.yaw_rad, rel=0.005)


def test_steering_only(lab: Any, bench: Any) -> None:
    engine = lab.engine(lab.floor(), car("<steering_only>true</steering_only>"))
    assert [e.topic for e in engine.subscribers] == ["/model/car/steer_angle"]
    assert not engine.publishers
    engine.send("/model/car/steer_angle", bench.number(0.3))
    lab.run(engine, 2.0)
    joint = engine.simulation.joint_position
    left, right = joint("car::front_left_steer"), joint("car::front_right_steer")
    # Both wheels turn about one centre on the rear axle.
    centre_m = BASE_M / tan(0.3)
    assert BASE_M / tan(left) + TRACK_M / 2 == pytest.approx(centre_m, rel=1e-3)
    assert BASE_M / tan(right) - TRACK_M / 2 == pytest.approx(centre_m, rel=1e-3)


CLASSIC = """<plugin name="car_drive" filename="libgazebo_ros_ackermann_drive.so">
  <front_left_joint>front_left</front_left_joint><front_right_joint>front_right</front_right_joint>
  <rear_left_joint>rear_left</rear_left_joint><rear_right_joint>rear_right</rear_right_joint>
  <left_steering_joint>front_left_steer</left_steering_joint>
  <right_steering_joint>front_right_steer</right_steering_joint>
  <max_steer>0.6</max_steer><max_speed>5</max_speed>
  <left_steering_pid_gain>20 0 0.5</left_steering_pid_gain>
  <right_steering_pid_gain>20 0 0.5</right_steering_pid_gain>
  <linear_velocity_pid_gain>2 0 0</linear_velocity_pid_gain>
  <publish_odom>true</publish_odom></plugin></model>"""


def test_classic_steers_by_angle(lab: Any) -> None:
    text = car()
    engine = lab.engine(lab.floor(), text[: text.index("<plugin")] + CLASSIC)
    assert [e.topic for e in engine.subscribers] == ["/cmd_vel"]
    lab.listen(engine)
    engine.send("/cmd_vel", lab.twist(0.5, 0.3))
    samples = lab.run(engine, 4.0)
    radius_m, turn = circle(engine, lab, 12.0)
    assert radius_m == pytest.approx(BASE_M / tan(0.3), rel=0.03)
    # The plugin watches the rear right wheel: it, on the outside, has the commanded speed.
    rate = 0.5 / (radius_m + TRACK_M / 2)
    assert turn == pytest.approx(8 * rate, rel=0.02)
    odometry = lab.last(samples, "/odom", "nav_msgs/msg/Odometry")
    assert odometry.twist.twist.linear.x == pytest.approx(rate * radius_m, rel=0.02)
    engine.send("/cmd_vel", lab.twist(-0.5, 0.3))
    lab.run(engine, 14.0)
    # Backwards the wheel is turned to the other side, so that the heading changes as commanded.
    assert engine.simulation.joint_position("car::front_left_steer") < -0.2


def test_errors(lab: Any) -> None:
    with pytest.raises(SdfError, match=r"needs a <left_steering_joint> and a <right_steering"):
        lab.engine(car().replace("<left_steering_joint>front_left_steer</left_steering_joint>", ""))
    with pytest.raises(SdfError, match=r"<wheel_base> expected more than 0, got 0"):
        lab.engine(car().replace("<wheel_base>0.6", "<wheel_base>0"))
