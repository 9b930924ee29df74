"""A whole mission by its launch file: topics at their rates, the reference passes, nothing stays."""

from __future__ import annotations

import contextlib
import os
import time
import unittest
import uuid
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("launch_testing", reason="launch_testing is not here: it comes with ROS 2")
pytest.importorskip("launch_ros", reason="launch_ros is not here: it comes with ROS 2")

import launch_testing
import rclpy
from launch import LaunchDescription
from launch.actions import IncludeLaunchDescription
from launch.launch_description_sources import PythonLaunchDescriptionSource
from launch_testing.actions import ReadyToTest
from nav_msgs.msg import Odometry
from rclpy.qos import qos_profile_sensor_data
from rosgraph_msgs.msg import Clock
from sensor_msgs.msg import Image

MISSION = Path(__file__).parents[1] / "launch" / "mission.launch.py"
MARK = f"ATELIER_TEST={uuid.uuid4().hex}"
RATES_HZ = {"/odom": 20.0, "/camera/image_raw": 10.0}
"""Of the mission's interface, by simulated time."""


@pytest.mark.launch_test
def generate_test_description() -> LaunchDescription:
    name, _, value = MARK.partition("=")
    os.environ[name] = value
    os.environ["ROS_DOMAIN_ID"] = str(100 + os.getpid() % 100)
    arguments = {
        "mission": "line_following",
        "controller": "atelier_controllers/line_following",
        "seed": "1",
        "stay": "true",  # until the tests are through
    }
    source = PythonLaunchDescriptionSource(str(MISSION))
    return LaunchDescription(
        [IncludeLaunchDescription(source, launch_arguments=arguments.items()), ReadyToTest()]
    )


class TestMission(unittest.TestCase):
    def test_1_topics_come_at_their_rates(self) -> None:
        rclpy.init()
        node = rclpy.create_node("listener")
        stamps_s: dict[str, list[float]] = {topic: [] for topic in RATES_HZ}
        clock: list[float] = []

        def hear(topic: str) -> Any:
            def heard(message: Any) -> None:
                stamp = message.header.stamp
                stamps_s[topic].append(stamp.sec + stamp.nanosec * 1e-9)

            return heard

        for topic, kind in (("/odom", Odometry), ("/camera/image_raw", Image)):
            node.create_subscription(kind, topic, hear(topic), qos_profile_sensor_data)
        node.create_subscription(
            Clock, "/clock", lambda m: clock.append(m.clock.sec + m.clock.nanosec * 1e-9), 10
        )
        deadline_s = time.monotonic() + 40
        while time.monotonic() < deadline_s and min(map(len, stamps_s.values())) < 50:
            rclpy.spin_once(node, timeout_sec=0.1)
        node.destroy_node()
        rclpy.shutdown()
        assert clock == sorted(clock)
        for topic, expected_hz in RATES_HZ.items():
            times = stamps_s[topic]
            assert len(times) >= 50, f"{topic}: {len(times)} messages in 40 s"
            assert (len(times) - 1) / (times[-1] - times[0]) == pytest.approx(expected_hz, rel=0.1)

    def test_2_the_reference_passes(self, proc_output: Any) -> None:
        proc_output.assertWaitFor("Score: ", timeout=150, stream="stdout")
        said = "".join(line.text.decode() for name in proc_output.process_names() for line in proc_output[name])  # fmt: skip
        score = float(said.partition("Score: ")[2].split()[0])
        assert score >= 60


@launch_testing.post_shutdown_test()
class TestAfterwards(unittest.TestCase):
    def test_everybody_left_in_good_order(self, proc_info: Any) -> None:
        launch_testing.asserts.assertExitCodes(proc_info, allowable_exit_codes=[0, 130, -2])

    def test_nothing_stays(self) -> None:
        left = set()
        for process in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                if MARK.encode() in (process / "environ").read_bytes():
                    left.add((process / "cmdline").read_bytes().decode())
        assert left == set()
