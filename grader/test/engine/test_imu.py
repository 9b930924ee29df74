"""The IMU at rest, in free fall and on a turntable."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

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
