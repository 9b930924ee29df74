"""Force-torque, altimeter, NavSat and magnetometer against closed forms."""

from __future__ import annotations

from math import pi, radians, sin, sqrt
from typing import Any

import numpy as np
import pytest

from atelier_grader.sdf.surroundings import Origin

GRAVITY = 9.81
INERTIA = "<inertia><ixx>0.02</ixx><iyy>0.02</iyy><izz>0.02</izz></inertia>"


def link(name: str, pose: str, mass: float, extra: str = "") -> str:
    return f"""<link name="{name}"><pose>{pose}</pose><inertial><mass>{mass}</mass>{INERTIA}
      </inertial>{extra}</link>"""


def arm(options: str = "", sensor_pose: str = "0 0 0 0 0 0", turn: str = "0 0 0") -> str:
    """2 kg on an arm of 0.5 m, welded to a stand; the sensor is at the stand."""
    return f"""<model name="m"><pose>0 0 2 {turn}</pose>
      {link("stand", "0 0 0 0 0 0", 1)}{link("tip", "0.5 0 0 0 0 0", 2)}
      <joint name="fix" type="fixed"><parent>world</parent><child>stand</child></joint>
      <joint name="weld" type="fixed"><pose relative_to="__model__">0 0 0 0 0 0</pose>
      <parent>stand</parent><child>tip</child>
      <sensor name="ft" type="force_torque"><pose>{sensor_pose}</pose><update_rate>100</update_rate>
      <topic>/ft</topic><force_torque>{options}</force_torque></sensor></joint></model>"""


def wrench(lab: Any, engine: Any, until_s: float = 0.1) -> np.ndarray[Any, Any]:
    engine.listen({"/ft": ""})
    found = lab.last(lab.run(engine, until_s), "/ft", "geometry_msgs/msg/WrenchStamped").wrench
    force, torque = found.force, found.torque
    return np.array([force.x, force.y, force.z, torque.x, torque.y, torque.z])


def test_a_weight_on_an_arm(lab: Any) -> None:
    weight = 2 * GRAVITY
    down = wrench(lab, lab.engine(arm()))
    # What the child exerts on the parent: its weight, and the weight's moment at half a metre.
    assert down == pytest.approx([0, 0, -weight, 0, 0.5 * weight, 0], abs=1e-6)
    up = wrench(lab, lab.engine(arm("<measure_direction>parent_to_child</measure_direction>")))
    assert up == pytest.approx([0, 0, weight, 0, -0.5 * weight, 0], abs=1e-6)


def test_frames_of_force_torque(lab: Any) -> None:
    weight, quarter = 2 * GRAVITY, pi / 2
    sensor = wrench(lab, lab.engine(arm("<frame>sensor</frame>", f"0.2 0 0 0 {quarter} 0")))
    # The sensor's x axis points down, its z axis along the arm; it is 0.3 m from the weight.
    assert sensor == pytest.approx([weight, 0, 0, 0, 0.3 * weight, 0], abs=1e-6)
    child = wrench(lab, lab.engine(arm("", "0 0 0 0 0 0", f"0 {quarter} 0")))
    assert child == pytest.approx([weight, 0, 0, 0, 0, 0], abs=1e-6)


def test_a_swinging_weight_pulls_with_its_centripetal_force(lab: Any) -> None:
    text = f"""<model name="m"><pose>0 0 2 0 0 0</pose>{link("bob", "0.5 0 0 0 0 0", 2)}
      <joint name="hinge" type="revolute"><pose>-0.5 0 0 0 0 0</pose><parent>world</parent>
      <child>bob</child><axis><xyz>0 1 0</xyz></axis>
      <sensor name="ft" type="force_torque"><topic>/ft</topic></sensor></joint></model>"""
    engine = lab.engine(text, step_s=0.0005)
    while engine.simulation.joint_position("m::hinge") < pi / 2:
        engine.advance(engine.now_ns + 500_000)
    found = wrench(lab, engine, engine.now_ns / 1e9 + 0.0005)
    # From level to hanging: I w^2 / 2 = m g l; at the bottom the pull is m g + m w^2 l.
    speed_2 = 2 * 2 * GRAVITY * 0.5 / (0.02 + 2 * 0.25)
    assert found[0] == pytest.approx(2 * GRAVITY + 2 * speed_2 * 0.5, rel=0.005)
    assert abs(found[4]) < 0.1


def test_a_wrench_without_its_header_where_the_bridge_asks_for_it(lab: Any) -> None:
    kind = "geometry_msgs/msg/Wrench"
    plain, stamped = lab.engine(arm()), lab.engine(arm())
    plain.listen({"/ft": kind})
    message = lab.last(lab.run(plain, 0.1), "/ft", kind)
    found = [message.force.x, message.force.y, message.force.z]
    assert found == wrench(lab, stamped)[:3].tolist()


def test_force_torque_noise_and_default_topic(lab: Any) -> None:
    noise = "<force><x><noise type='gaussian'><mean>5</mean><stddev>0</stddev></noise></x></force>"
    engine = lab.engine(arm(noise).replace("<topic>/ft</topic>", ""))
    topic = "/world/lab/model/m/joint/weld/sensor/ft/forcetorque"
    assert [(e.topic, e.gz_type) for e in engine.publishers] == [(topic, "gz.msgs.Wrench")]
    engine.listen({topic: ""})
    message = lab.last(lab.run(engine, 0.05), topic, "geometry_msgs/msg/WrenchStamped")
    assert message.wrench.force.x == pytest.approx(5, abs=1e-6)


def falling(sensor: str, extra: str = "") -> str:
    return f"""{extra}<model name="m"><pose>3 4 50 0 0 0</pose>
      {link("l", "0 0 0 0 0 0", 1, sensor)}</model>"""


def test_altimeter(lab: Any) -> None:
    sensor = '<sensor name="a" type="altimeter"><topic>/a</topic></sensor>'
    engine = lab.engine(falling(sensor), step_s=0.001)
    lab.listen(engine)
    message = lab.last(lab.run(engine, 1.0), "/a", "ros_gz_interfaces/msg/Altimeter")
    assert message.vertical_reference == 50
    assert message.vertical_velocity == pytest.approx(-GRAVITY, rel=1e-6)
    assert message.vertical_position == pytest.approx(-GRAVITY / 2, rel=0.002)


EARTH = """<spherical_coordinates><surface_model>EARTH_WGS84</surface_model>
  <latitude_deg>{}</latitude_deg><longitude_deg>{}</longitude_deg><elevation>{}</elevation>
  <heading_deg>{}</heading_deg></spherical_coordinates>"""


def test_navsat(lab: Any) -> None:
    sensor = '<sensor name="n" type="navsat"><topic>/n</topic></sensor>'
    engine = lab.engine(falling(sensor, EARTH.format(36.8, 10.18, 4, 0)))
    lab.listen(engine)
    message = lab.last(lab.run(engine, 0.002), "/n", "sensor_msgs/msg/NavSatFix")
    # Radii of curvature of WGS 84.
    square = 6.69437999014e-3
    bulge = 1 - square * sin(radians(36.8)) ** 2
    north_m = 6378137 * (1 - square) / bulge**1.5 + 4
    east_m = (6378137 / sqrt(bulge) + 4) * sqrt(1 - sin(radians(36.8)) ** 2)
    assert message.latitude - 36.8 == pytest.approx(np.degrees(4 / north_m), rel=1e-4)
    assert message.longitude - 10.18 == pytest.approx(np.degrees(3 / east_m), rel=1e-4)
    assert message.altitude == pytest.approx(54, abs=1e-3)


def test_geodetic_of_known_places() -> None:
    turned = Origin(0.0, 0.0, 0.0, pi / 2)
    # The world's x axis points north: 1 km of it is an arc of the meridian.
    latitude, longitude, height = turned.geodetic(np.array([1000.0, 0, 0]))
    assert latitude == pytest.approx(np.degrees(1000 / (6378137 * (1 - 6.69438e-3))), rel=1e-5)
    assert longitude == pytest.approx(0, abs=1e-12)
    assert height == pytest.approx(1000**2 / 2 / 6335439, rel=1e-3)
    assert turned.enu(np.array([0.0, 1, 0])) == pytest.approx([-1, 0, 0], abs=1e-12)
    pole = Origin(pi / 2, 0.0, 12.0, 0.0).geodetic(np.zeros(3))
    assert pole[0] == pytest.approx(90)
    assert pole[2] == pytest.approx(12, abs=1e-6)


def test_navsat_without_coordinates_says_so(lab: Any) -> None:
    engine = lab.engine(falling('<sensor name="n" type="navsat"/>'))
    assert any("no <spherical_coordinates>" in str(each) for each in engine.unsupported)


def test_magnetometer_turns_the_field_into_its_own_axes(lab: Any) -> None:
    sensor = f"""<sensor name="m" type="magnetometer"><pose>0 0 0 0 0 {pi / 2}</pose>
      <topic>/m</topic></sensor>"""
    engine = lab.engine(falling(sensor, "<magnetic_field>1e-5 2e-5 -4e-5</magnetic_field>"))
    lab.listen(engine)
    message = lab.last(lab.run(engine, 0.002), "/m", "sensor_msgs/msg/MagneticField")
    field = message.magnetic_field
    assert [field.x, field.y, field.z] == pytest.approx([2e-5, -1e-5, -4e-5], abs=1e-12)


def test_air_pressure(lab: Any) -> None:
    """U.S. Standard Atmosphere: 1013.25 hPa at sea level, 898.76 at 1000 m, 540.48 at 5000 m."""
    for height_m, hpa in ((0, 1013.25), (999, 898.76), (4999, 540.48)):
        engine = lab.engine(f"""<model name="m"><static>true</static><pose>0 0 1 0 0 0</pose>
          <link name="l"><pose>0 0 -1 0 0 0</pose><sensor name="s" type="air_pressure">
          <pose>0 0 {1 if height_m else 0} 0 0 0</pose><topic>/air</topic><air_pressure>
          <reference_altitude>{height_m}</reference_altitude></air_pressure></sensor></link></model>
          """)
        lab.listen(engine)
        message = lab.last(lab.run(engine, 0.01), "/air", "sensor_msgs/msg/FluidPressure")
        assert message.fluid_pressure == pytest.approx(100 * hpa, abs=1)
