from __future__ import annotations

import resource
from pathlib import Path

import numpy as np
import pytest
from mcap.reader import make_reader

from atelier_grader.engine.protocol import Pose
from atelier_grader.gazebo_messages import is_known
from atelier_grader.messages import STORE, encode, new
from atelier_grader.mission.schema import Mission
from atelier_grader.record.pose import POSE_TYPE, pose_stamped
from atelier_grader.record.recorder import Recorder, followed_models


def write(path: Path, world: type) -> None:
    state = world({"robot": (1, 2, 0.5, 0.3)})
    with Recorder(path, ["robot"]) as recorder:
        for i in range(100):
            state.now_ns = i * 20_000_000
            recorder.truth(state)
            twist = bytes([0, 1, 0, 0]) + np.full(6, i, "<f8").tobytes()
            recorder.message("/cmd_vel", "geometry_msgs/msg/Twist", state.now_ns, twist)
            recorder.message("/image", "sensor_msgs/msg/Image", state.now_ns, b"\0\1\0\0")
        assert not path.exists()


def test_opens_again_with_messages_as_they_crossed(tmp_path: Path, scripted_world: type) -> None:
    write(tmp_path / "run.mcap", scripted_world)
    with (tmp_path / "run.mcap").open("rb") as stream:
        reader = make_reader(stream)
        read = [(s.name, c.topic, m.log_time, m.data) for s, c, m in reader.iter_messages()]
        summary = reader.get_summary()
    assert summary is not None
    assert {each.encoding for each in summary.schemas.values()} == {"ros2msg"}
    twists = [row for row in read if row[1] == "/cmd_vel"]
    assert len(twists) == 100
    message = STORE.deserialize_cdr(twists[7][3], "geometry_msgs/msg/Twist")
    assert message.linear.x == 7.0
    truth = [row for row in read if row[1] == "/truth/robot"]
    assert [row[2] for row in truth] == [i * 40_000_000 for i in range(50)]
    assert STORE.deserialize_cdr(truth[0][3], POSE_TYPE).pose.position.y == 2.0
    assert len([row for row in read if row[1] == "/image"]) == 1


def test_the_same_run_makes_the_same_bytes(tmp_path: Path, scripted_world: type) -> None:
    write(tmp_path / "a.mcap", scripted_world)
    write(tmp_path / "b.mcap", scripted_world)
    assert (tmp_path / "a.mcap").read_bytes() == (tmp_path / "b.mcap").read_bytes()


def test_pose_equals_the_serialisation_of_rosbags() -> None:
    pose = Pose(np.array([1.0, -2.0, 3.0]), np.array([0.5, 0.5, -0.5, 0.5]))
    cdr = pose_stamped(12_345_678_901, pose)
    message = STORE.deserialize_cdr(cdr, POSE_TYPE)
    assert (message.header.stamp.sec, message.header.stamp.nanosec) == (12, 345_678_901)
    assert message.header.frame_id == "world"
    assert (message.pose.position.x, message.pose.position.z) == (1.0, 3.0)
    assert (message.pose.orientation.w, message.pose.orientation.y) == (0.5, -0.5)
    assert len(bytes(STORE.serialize_cdr(message, POSE_TYPE))) == len(cdr)


def test_a_link_in_the_way_is_replaced_not_followed(tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.write_text("mine")
    (tmp_path / "run.mcap").symlink_to(target)
    Recorder(tmp_path / "run.mcap").close()
    assert target.read_text() == "mine"
    assert not (tmp_path / "run.mcap").is_symlink()


def test_an_unknown_type_is_refused(tmp_path: Path) -> None:
    with Recorder(tmp_path / "run.mcap") as recorder, pytest.raises(Exception, match="no_such"):
        recorder.message("/x", "no_such/msg/Type", 0, b"")


def test_types_of_gazebo_are_described(tmp_path: Path) -> None:
    assert is_known("ros_gz_interfaces/msg/Contacts")
    contacts = new("ros_gz_interfaces/msg/Contacts")
    with Recorder(tmp_path / "run.mcap") as recorder:
        recorder.message("/touch", contacts.__msgtype__, 5, encode(contacts))
    with (tmp_path / "run.mcap").open("rb") as stream:
        schema, _, message = next(iter(make_reader(stream).iter_messages()))
    assert schema is not None
    assert b"MSG: ros_gz_interfaces/Contact\n" in schema.data
    assert message.data == encode(contacts)


def test_follows_the_robot_and_the_loads(mission: Mission) -> None:
    assert followed_models(mission) == ("robot",)


def test_nothing_is_left_where_the_disk_is_full(tmp_path: Path, scripted_world: type) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
    try:
        with pytest.raises(OSError, match="File too large"):
            write(tmp_path / "run.mcap", scripted_world)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert list(tmp_path.iterdir()) == []
