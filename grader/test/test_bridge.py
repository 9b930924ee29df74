"""Bridge files, and whether the world has what they name."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import pytest

from atelier_grader.bridge import BridgeError, load_bridge
from atelier_grader.bridge_types import ROS_TYPES
from atelier_grader.engine.protocol import Endpoint, Engine
from atelier_grader.gazebo_messages import is_known
from atelier_grader.messages import decode, encode, new
from atelier_grader.mission.load import list_missions

SCAN = """\
- ros_topic_name: /scan
  gz_topic_name: /model/robot/scan
  ros_type_name: sensor_msgs/msg/LaserScan
  gz_type_name: gz.msgs.LaserScan
  direction: GZ_TO_ROS
"""


class World:
    """An engine that has topics and nothing else."""

    publishers = (Endpoint("/model/robot/scan", "gz.msgs.LaserScan", 10.0),)
    subscribers = (Endpoint("/model/robot/cmd_vel", "gz.msgs.Twist"),)


def load(tmp_path: Path, text: str) -> Any:
    file = tmp_path / "bridge.yaml"
    file.write_text(text)
    return load_bridge(file)


def test_an_entry(tmp_path: Path) -> None:
    bridge = load(tmp_path, "# comment\n" + SCAN)
    (entry,) = bridge.entries
    assert (entry.ros_topic, entry.gz_topic) == ("/scan", "/model/robot/scan")
    assert (entry.to_ros, entry.from_ros, entry.line) == (True, False, 2)
    bridge.check(cast(Engine, World()))


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    text = SCAN.replace("direction", "directon").replace("LaserScan\n", "Scan\n") + "- 3\n"
    with pytest.raises(BridgeError) as caught:
        load(tmp_path, text)
    places = [
        line.split("bridge.yaml:")[1].split(":")[0] for line in str(caught.value).splitlines()
    ]
    assert places == ["5", "4", "6"]


@pytest.mark.parametrize("given", ["topic_name", "ros_topic_name", "gz_topic_name"])
def test_one_name_is_enough_and_gets_its_slash(given: str, tmp_path: Path) -> None:
    text = f"- {{{given}: t, ros_type_name: std_msgs/msg/Bool, gz_type_name: gz.msgs.Boolean, lazy: true, subscriber_queue: 5, publisher_queue: 6, qos_profile: CLOCK}}"
    (entry,) = load(tmp_path, text).entries
    assert (entry.ros_topic, entry.gz_topic, entry.lazy) == ("/t", "/t", True)


def test_every_pair_of_the_table_is_an_entry(tmp_path: Path) -> None:
    pairs = [(gz, ros) for gz, types in ROS_TYPES.items() for ros in types]
    lines = [
        f"- {{topic_name: t{i}, ros_type_name: {ros}, gz_type_name: {gz}}}"
        for i, (gz, ros) in enumerate(pairs)
    ]
    entries = load(tmp_path, "\n".join(lines)).entries
    assert [(each.gz_type, each.ros_type) for each in entries] == pairs
    known = [ros for _, ros in pairs if is_known(ros)]
    packages = {ros.split("/")[0] for ros in known}
    assert {"geometry_msgs", "sensor_msgs", "nav_msgs", "trajectory_msgs", "tf2_msgs"} <= packages
    for ros in known:
        assert encode(decode(ros, encode(new(ros)))) == encode(new(ros))


def test_one_name_for_both_sides_and_the_old_type_names(tmp_path: Path) -> None:
    text = (
        "- {topic_name: /t, ros_type_name: std_msgs/msg/Bool, gz_type_name: ignition.msgs.Boolean}"
    )
    (entry,) = load(tmp_path, text).entries
    assert (entry.ros_topic, entry.gz_topic, entry.gz_type) == ("/t", "/t", "gz.msgs.Boolean")
    assert entry.to_ros
    assert entry.from_ros


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- [", "bridge.yaml:1: not valid YAML"),
        ("a: b", "bridge.yaml:1: expected a list of topics"),
        ("- 3", "bridge.yaml:1: expected a mapping of fields, got 3"),
        (SCAN.replace("direction", "directon"), "unknown field 'directon'; nearest valid name: 'direction'"),
        (SCAN.replace("GZ_TO_ROS", "TO_ROS"), "direction: 'TO_ROS' is not known here"),
        (SCAN.replace("gz.msgs.LaserScan", "gz.msgs.LaserScn"), "nearest valid name: 'gz.msgs.LaserScan'"),
        (SCAN.replace("sensor_msgs/msg/LaserScan", "sensor_msgs/msg/Scan"),
         "ros_type_name: 'sensor_msgs/msg/Scan' is not known here; nearest valid name: 'sensor_msgs/msg/LaserScan'"),
        (SCAN.replace("ros_topic_name: /scan", "ros_topic_name: 3"), "ros_topic_name: expected a text, got 3"),
        (SCAN + SCAN, "bridge.yaml:6: '/scan' stands in line 1 already"),
        (SCAN.replace("direction: GZ_TO_ROS", "direction: GZ_TO_RO"), "bridge.yaml:5: direction: 'GZ_TO_RO'"),
        (SCAN + "  lazy: maybe\n", "bridge.yaml:6: lazy: expected true or false, got 'maybe'"),
        (SCAN + "  publisher_queue: 0\n", "bridge.yaml:6: publisher_queue: expected a whole number from 1"),
        (SCAN + "  qos_profile: SENSORDATA\n", "bridge.yaml:6: qos_profile: 'SENSORDATA' is not known here; nearest valid name: 'SENSOR_DATA'"),
        (SCAN + "  topic_name: /x\n", "bridge.yaml:6: topic_name: expected it alone, got ros_topic_name as well"),
        ("- service_name: /reset\n", "bridge.yaml:1: service_name: the embedded engine bridges no services"),
        ("- ros_type_name: std_msgs/msg/Bool\n  gz_type_name: gz.msgs.Boolean\n", "bridge.yaml:1: expected a topic_name, or"),
        ("- topic_name: /a\n  ros_type_name: std_msgs/msg/Bool\n", "bridge.yaml:1: gz_type_name: expected a text, got nothing"),
        ("", "bridge.yaml:1: expected a list of topics, got nothing"),
    ],
)  # fmt: skip
def test_what_is_wrong_has_its_place(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(BridgeError) as caught:
        load(tmp_path, text)
    assert said in str(caught.value)


@pytest.mark.parametrize("direction", ["BIDIRECTIONAL", "GZ_TO_ROS"])
def test_a_bidirectional_entry_may_go_one_way(direction: str, tmp_path: Path) -> None:
    load(tmp_path, SCAN.replace("GZ_TO_ROS", direction)).check(cast(Engine, World()))


def test_a_topic_has_one_ros_topic(tmp_path: Path) -> None:
    bridge = load(tmp_path, SCAN + SCAN.replace("/scan\n", "/scan2\n", 1))
    with pytest.raises(BridgeError) as caught:
        bridge.check(cast(Engine, World()))
    assert "bridge.yaml:6: '/model/robot/scan' has a ROS topic in line 1" in str(caught.value)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("/model/robot/scan", "/model/robot/scn"),
         "bridge.yaml:1: nothing in the world publishes '/model/robot/scn'; nearest valid name: '/model/robot/scan'"),
        (("GZ_TO_ROS", "ROS_TO_GZ"), "nothing in the world subscribes to '/model/robot/scan'"),
    ],
)  # fmt: skip
def test_what_the_world_has_not(change: tuple[str, str], said: str, tmp_path: Path) -> None:
    bridge = load(tmp_path, SCAN.replace(*change))
    with pytest.raises(BridgeError) as caught:
        bridge.check(cast(Engine, World()))
    assert said in str(caught.value)


@pytest.mark.parametrize("mission", list(list_missions()), ids=lambda mission: mission.id)
def test_every_interface_topic_is_bridged(mission: Any) -> None:
    bridged = {entry.ros_topic for entry in load_bridge(mission.bridge_path).entries}
    assert {each.topic for each in mission.interface} <= bridged
