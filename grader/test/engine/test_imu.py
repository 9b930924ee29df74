"""The IMU at rest, in free fall and on a turntable."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from atelier_grader.sdf.pose import Transform, from_rpy

TOPIC = "/imu"
IMU = "sensor_msgs/msg/Imu"


def imu(pose: str = "0 0 0 0 0 0", options: str = "", rate: int = 100) -> str:
    return f"""<sensor name="imu" type="imu"><pose>{pose}</pose><topic>/imu</topic>
      <update_rate>{rate}</update_rate><imu>{options}</imu></sensor>"""


def body(sensor: str, pose: str, joint: str = "") -> str:
    return f"""<model name="thing"><pose>{pose}</pose><link name="link">
      <collision name="c"><geometry><box><size>0.4 0.4 0.2</size></box></geometry></collision>
      {sensor}</link>{joint}</model>"""


def read(lab: Any, engine: Any, until_s: float) -> Any:
    lab.listen(engine)
    return lab.last(lab.run(engine, until_s), TOPIC, IMU)


def vector(value: Any) -> list[float]:
    return [value.x, value.y, value.z]


def test_at_rest_it_feels_the_floor(lab: Any) -> None:
    engine = lab.engine(lab.floor(), body(imu(), "0 0 0.1 0 0 1"))
    message = read(lab, engine, 1.0)
    assert vector(message.linear_acceleration) == pytest.approx([0, 0, 9.81], abs=1e-3)
    assert vector(message.angular_velocity) == pytest.approx([0, 0, 0], abs=1e-4)
    # As in Gazebo: relative to the orientation at the start.
    assert message.orientation.w == pytest.approx(1, abs=1e-5)
    assert message.header.frame_id == "thing/link/imu"


def test_axes_are_the_sensors_own(lab: Any) -> None:
    sensor = imu(pose="0 0 0 1.5707963267948966 0 0")
    message = read(lab, lab.engine(lab.floor(), body(sensor, "0 0 0.1 0 0 0")), 1.0)
    assert vector(message.linear_acceleration) == pytest.approx([0, 9.81, 0], abs=1e-3)


def test_in_free_fall_it_feels_nothing(lab: Any) -> None:
    message = read(lab, lab.engine(body(imu(), "0 0 20 0 0 0")), 0.5)
    assert vector(message.linear_acceleration) == pytest.approx([0, 0, 0], abs=1e-6)


def test_on_a_turntable(lab: Any) -> None:
    """A spring and the start angle make no constant rate, so gravity's torque is left out."""
    joint = """<joint name="axle" type="revolute"><parent>world</parent><child>link</child>
      <axis><xyz>0 0 1</xyz></axis></joint>"""
    engine = lab.engine(body(imu(pose="0.5 0 0 0 0 0"), "0 0 1 0 0 0", joint))
    engine.simulation.data.qvel[0] = 2.0
    message = read(lab, engine, 1.0)
    assert vector(message.angular_velocity) == pytest.approx([0, 0, 2.0], abs=1e-6)
    assert vector(message.linear_acceleration) == pytest.approx([-2.0, 0, 9.81], abs=1e-6)
    yaw = 2 * np.arctan2(message.orientation.z, message.orientation.w)
    assert yaw == pytest.approx(2.0, abs=1e-6)


def test_static_sensors_work(lab: Any) -> None:
    text = body(imu(), "0 0 1 0 0 0").replace('name="thing">', 'name="thing"><static>1</static>')
    message = read(lab, lab.engine(text), 0.1)
    assert vector(message.linear_acceleration) == pytest.approx([0, 0, 9.81], abs=1e-9)


def test_noise_and_bias(lab: Any) -> None:
    axis = """<{0}><noise type="gaussian"><mean>0</mean><stddev>0.1</stddev>
      <bias_mean>0.5</bias_mean><bias_stddev>0.001</bias_stddev></noise></{0}>"""
    options = f"<angular_velocity>{axis.format('x')}</angular_velocity>"
    engine = lab.engine(lab.floor(), body(imu(options=options), "0 0 0.1 0 0 0"))
    lab.listen(engine)
    rates = [
        vector(lab.last([sample], TOPIC, IMU).angular_velocity) for sample in lab.run(engine, 20.0)
    ]
    x, y, _ = np.array(rates).T
    assert abs(x.mean()) == pytest.approx(0.5, abs=0.02)
    assert x.std() == pytest.approx(0.1, rel=0.06)
    assert abs(y).max() < 1e-3
    message = lab.last(lab.run(engine, 20.1), TOPIC, IMU)
    assert message.angular_velocity_covariance[0] == pytest.approx(0.01)


def turn(text: str) -> np.ndarray[Any, Any]:
    return Transform.from_xyz_rpy(np.array(text.split(), float)).matrix


MOUNT = "0.3 0.1 0.2 0.2 0.1 -0.5"


def test_off_the_centre_and_turned_on_a_turntable(lab: Any) -> None:
    """Along its own axes: gravity's reaction, and the pull towards the axle."""
    joint = """<joint name="axle" type="revolute"><parent>world</parent><child>link</child>
      <axis><xyz>0 0 1</xyz></axis></joint>"""
    engine = lab.engine(body(imu(pose=MOUNT), "0 0 1 0 0 0.4", joint))
    engine.simulation.data.qvel[0] = rate = 2.0
    message = read(lab, engine, 1.0)
    own = turn(MOUNT)
    expected = own.T @ [-(rate**2) * 0.3, -(rate**2) * 0.1, 9.81]
    assert vector(message.linear_acceleration) == pytest.approx(expected, abs=1e-6)
    assert vector(message.angular_velocity) == pytest.approx(own.T @ [0, 0, rate], abs=1e-6)


def test_on_a_slope_it_feels_the_floor_from_below(lab: Any) -> None:
    slope = 0.3
    ramp = f"""<model name="ramp"><static>true</static><pose>0 0 0 0 {slope} 0</pose>
      <link name="l"><collision name="c"><geometry><box><size>20 2 0.2</size></box></geometry>
      </collision></link></model>"""
    x, z = 0.2 * np.sin(slope), 0.2 * np.cos(slope)
    engine = lab.engine(ramp, body(imu(pose=MOUNT), f"{x} 0 {z} 0 {slope} 0"))
    message = read(lab, engine, 1.0)
    expected = (turn(f"0 0 0 0 {slope} 0") @ turn(MOUNT)).T @ [0, 0, 9.81]
    assert vector(message.linear_acceleration) == pytest.approx(expected, abs=5e-3)
    assert vector(message.angular_velocity) == pytest.approx([0, 0, 0], abs=1e-3)


def test_a_pendulum_pulls_as_its_closed_form(lab: Any) -> None:
    """Released level: at angle a below it turns at w^2 = 2 g l m sin a / J about the axle."""
    joint = """<joint name="axle" type="revolute"><pose>-0.5 0 0 0 0 0</pose><parent>world</parent>
      <child>link</child><axis><xyz>0 1 0</xyz></axis></joint>"""
    text = body(imu(rate=2000), "0.5 0 2 0 0 0", joint)
    engine = lab.engine(text, step_s=0.0005)
    message = read(lab, engine, 0.3)
    angle = engine.simulation.joint_position("thing::axle")
    inertia = 1.0 + 1.0 * 0.5**2
    rate = np.sqrt(2 * 9.81 * 0.5 * np.sin(angle) / inertia)
    growth = 9.81 * 0.5 * np.cos(angle) / inertia
    # x points away from the axle, z up from the arm.
    expected = [-(rate**2) * 0.5 - 9.81 * np.sin(angle), 0, 9.81 * np.cos(angle) - growth * 0.5]
    assert vector(message.linear_acceleration) == pytest.approx(expected, abs=0.02)
    assert vector(message.angular_velocity) == pytest.approx([0, rate, 0], abs=0.005)


HEADING = """<spherical_coordinates><surface_model>EARTH_WGS84</surface_model>
  <heading_deg>30</heading_deg></spherical_coordinates>"""


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ("", [0, 0, 0]),
        ("<localization>ENU</localization>", [0, 0, 1.0 - np.pi / 6]),
        ("<localization>NWU</localization>", [0, 0, 1.0 - np.pi / 6 - np.pi / 2]),
        ("<localization>NED</localization>", [np.pi, 0, np.pi / 2 - 1.0 + np.pi / 6]),
        ('<localization>CUSTOM</localization><custom_rpy parent_frame="world">0 0 0.7</custom_rpy>',
         [0, 0, 0.3 - np.pi / 6]),
        ("<localization>CUSTOM</localization>", [0, 0, 0]),
    ],
)  # fmt: skip
def test_orientation_is_relative_to_the_named_frame(
    lab: Any, options: str, expected: list[float]
) -> None:
    """The body looks 1 rad to the left of the world's x axis, that 30 degrees left of east."""
    frame = f"<orientation_reference_frame>{options}</orientation_reference_frame>"
    sensor = imu(options=frame if options else "")
    engine = lab.engine(HEADING, body(sensor, "0 0 1 0 0 1").replace(">", "><static>1</static>", 1))
    found = read(lab, engine, 0.1).orientation
    quaternion = np.array([found.w, found.x, found.y, found.z])
    assert abs(quaternion @ from_rpy(*expected)) == pytest.approx(1, abs=1e-9)


def test_frames_that_gazebo_does_not_know_either_are_listed(lab: Any) -> None:
    for options, note in (
        ("<localization>GRAV_UP</localization>", "<localization> GRAV_UP: relative to the start"),
        ("<custom_rpy>1 0 0</custom_rpy>", "a parent_frame other than 'world', as in Gazebo"),
    ):
        frame = f"<orientation_reference_frame>{options}</orientation_reference_frame>"
        engine = lab.engine(body(imu(options=frame), "0 0 1 0 0 0"))
        (listed,) = (each for each in engine.unsupported if not each.harmless)
        assert listed.note == note
