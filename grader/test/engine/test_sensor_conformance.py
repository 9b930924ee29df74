"""Every kind of sensor in the registry: its rate, its types, the same bytes each time."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from math import isnan
from typing import Any

import numpy as np
import pytest

from atelier_grader import sdf
from atelier_grader.bridge_types import ROS_TYPES
from atelier_grader.engine.mujoco import MujocoEngine
from atelier_grader.engine.mujoco.sensors import SENSORS
from atelier_grader.messages import STORE

NOISE = '<noise type="gaussian"><mean>0.01</mean><stddev>0.05</stddev></noise>'
AXES = "".join(f"<{axis}>{NOISE}</{axis}>" for axis in "xyz")
EYE = """<camera><horizontal_fov>1</horizontal_fov><image><width>32</width><height>24</height>
  </image><clip><near>0.05</near><far>20</far></clip>{}</camera>"""
SCAN = f"""<scan><horizontal><samples>40</samples><min_angle>-3.1</min_angle>
  <max_angle>3</max_angle></horizontal><vertical><samples>3</samples><min_angle>-0.4</min_angle>
  <max_angle>0.2</max_angle></vertical></scan><range><min>0.1</min><max>9</max></range>{NOISE}"""
HEIGHT = f"<vertical_position>{NOISE}</vertical_position>"
PARAMETERS = {
    "imu": f"""<imu><angular_velocity>{AXES}</angular_velocity>
      <linear_acceleration>{AXES}</linear_acceleration></imu>""",
    "camera": EYE.format(NOISE),
    "depth_camera": EYE.format(NOISE),
    "depth": EYE.format(NOISE),
    "rgbd_camera": EYE.format(NOISE),
    "rgbd": EYE.format(NOISE),
    "segmentation": EYE.format(""),
    "segmentation_camera": EYE.format(""),
    "logical_camera": """<logical_camera><near>0.1</near><far>9</far><aspect_ratio>1</aspect_ratio>
      <horizontal_fov>1</horizontal_fov></logical_camera>""",
    "contact": "<contact><collision>foot</collision></contact>",
    "force_torque": f"""<force_torque><force>{AXES}</force><torque>{AXES}</torque>
      </force_torque>""",
    "air_pressure": f"<air_pressure><pressure>{NOISE}</pressure></air_pressure>",
    "altimeter": f"<altimeter>{HEIGHT}</altimeter>",
    "navsat": "<navsat/>",
    "gps": "<gps/>",
    "magnetometer": f"<magnetometer>{AXES}</magnetometer>",
    "gpu_lidar": f"<lidar>{SCAN}</lidar>",
    "lidar": f"<lidar>{SCAN}</lidar>",
    "gpu_ray": f"<ray>{SCAN}</ray>",
    "ray": f"<ray>{SCAN}</ray>",
}
"""A minimal declaration of each kind."""
UNTIL_NS = 250_000_000
STAMPS_NS = [1_000_000, 100_000_000, 200_000_000]
FROM_JOINT = "force_torque"


def sensor(kind: str) -> str:
    return f"""<sensor name="{kind}" type="{kind}"><pose>0.1 0.05 0.02 0.1 0.2 -0.3</pose>
      <topic>/seen/{kind}</topic><update_rate>10</update_rate><gz_frame_id>{kind}_frame
      </gz_frame_id>{PARAMETERS[kind]}</sensor>"""


def world(*kinds: str) -> str:
    """A falling, turning box with the sensors, in sight of a wall, on a leg that rubs the floor."""
    on_link = "".join(sensor(kind) for kind in kinds if kind != FROM_JOINT)
    on_joint = sensor(FROM_JOINT) if FROM_JOINT in kinds else ""
    shape = "<geometry><box><size>{}</size></box></geometry>"
    wall = shape.format("0.2 4 4")
    return f"""<sdf version="1.9"><world name="w"><spherical_coordinates>
      <latitude_deg>48</latitude_deg><longitude_deg>2</longitude_deg></spherical_coordinates>
      <model name="wall"><static>true</static><link name="l"><pose>2 0 1 0 0 0</pose>
      <collision name="c">{wall}</collision><visual name="v">{wall}</visual></link>
      <link name="floor"><collision name="c"><geometry><plane><size>9 9</size></plane></geometry>
      </collision></link><plugin filename="gz-sim-label-system" name="gz::sim::systems::Label">
      <label>3</label></plugin></model>
      <model name="thing"><pose>0 0 0.3 0 0 0.2</pose><link name="l"><collision name="foot">
      {shape.format("0.2 0.2 0.6")}</collision><inertial auto="true"/>{on_link}</link>
      <link name="arm"><pose>0 0 0.5 0 0 0</pose></link><joint name="j" type="revolute">
      <parent>l</parent><child>arm</child><axis><xyz>0 1 0</xyz></axis>{on_joint}</joint>
      </model></world></sdf>"""


def ros_type(gz_type: str) -> str:
    """The one with a header, where there are several."""
    return max(ROS_TYPES[gz_type], key=lambda name: name.endswith("Stamped"))


def run(*kinds: str) -> list[Any]:
    """Everything that is published until then."""
    engine = MujocoEngine(sdf.parse(world(*kinds)))
    assert not [each for each in engine.unsupported if not each.harmless]
    engine.simulation.data.qvel[:6] = 0.3, 0, 0, 0, 0, 1
    engine.listen({each.topic: ros_type(each.gz_type) for each in engine.publishers})
    samples = []
    while engine.now_ns < UNTIL_NS:
        samples += engine.advance(UNTIL_NS)
    engine.close()
    return samples


def numbers(message: Any) -> list[float]:
    """Every number in a message, pictures and points as bytes left out."""
    found: list[float] = []
    for name in getattr(message, "__dataclass_fields__", ()):
        if name == "__msgtype__":
            continue
        value = getattr(message, name)
        if isinstance(value, np.ndarray):
            found += [] if value.dtype == np.uint8 else value.astype(float).tolist()
        elif isinstance(value, list):
            found += [number for each in value for number in numbers(each)]
        elif isinstance(value, float):
            found.append(value)
        else:
            found += numbers(value)
    return found


def digest(samples: list[Any]) -> str:
    found = hashlib.sha256()
    for sample in samples:
        found.update(f"{sample.topic} {sample.stamp_ns} ".encode() + sample.cdr)
    return found.hexdigest()


def test_every_kind_is_here() -> None:
    assert set(PARAMETERS) == set(SENSORS)


@pytest.mark.parametrize("kind", list(SENSORS))
def test_a_sensor(kind: str) -> None:
    samples = run(kind)
    engine = MujocoEngine(sdf.parse(world(kind)))
    types = {each.topic: ros_type(each.gz_type) for each in engine.publishers}
    assert {each.rate_hz for each in engine.publishers} == {10.0}
    engine.close()
    assert {sample.topic for sample in samples} == set(types)
    for topic, type_name in types.items():
        own = [sample for sample in samples if sample.topic == topic]
        assert [sample.stamp_ns for sample in own] == STAMPS_NS
        messages = [STORE.deserialize_cdr(sample.cdr, type_name) for sample in own]
        for message, stamp_ns in zip(messages, STAMPS_NS, strict=True):
            stamp = message.header.stamp
            assert stamp.sec * 10**9 + stamp.nanosec == stamp_ns
            assert message.header.frame_id == f"{kind}_frame"
            assert not any(map(isnan, numbers(message)))
        contents = {sample.cdr[12:] for sample in own}
        # A CameraInfo and what two labels are painted with stay as they are.
        assert len(contents) > 1 or topic.endswith(("camera_info", "_map"))
    assert digest(samples) == digest(run(kind))


if __name__ == "__main__":
    print(digest(run(*SENSORS)))


def test_all_sensors_at_once_give_the_same_bytes_in_another_process() -> None:
    # A process has a hash seed of its own, so that no order of a set can slip in.
    command = [sys.executable, __file__]
    found = subprocess.run(command, capture_output=True, text=True, timeout=240, check=True)
    assert found.stdout.strip() == digest(run(*SENSORS))
