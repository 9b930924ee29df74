"""PosePublisher: which parts, in which frames, as which ROS type."""

from __future__ import annotations

from typing import Any

import pytest

from atelier_grader.messages import STORE

PLUGIN = """<plugin filename="gz-sim-pose-publisher-system"
  name="gz::sim::systems::PosePublisher">{}</plugin>"""
ARM = """<link name="arm"><pose>0 0 0.5 0 0 0</pose><inertial><mass>1</mass><inertia><ixx>0.01</ixx>
  <iyy>0.01</iyy><izz>0.01</izz></inertia></inertial></link>
  <joint name="turn" type="revolute"><parent>link</parent><child>arm</child>
  <axis><xyz>0 0 1</xyz></axis></joint>
  <plugin filename="gz-sim-joint-controller-system" name="gz::sim::systems::JointController">
  <joint_name>turn</joint_name><initial_velocity>0.5</initial_velocity></plugin>"""
VECTOR = "<use_pose_vector_msg>true</use_pose_vector_msg>"


def world(lab: Any, parameters: str) -> Any:
    joint = ARM + PLUGIN.format(parameters)
    engine = lab.engine(lab.floor(), lab.box("crane", "1 2 0.1 0 0 0.3", joint=joint))
    lab.listen(engine)
    return engine


def frames(message: Any) -> list[tuple[str, str]]:
    return [(each.header.frame_id, each.child_frame_id) for each in message.transforms]


def test_all_parts_as_transforms(lab: Any) -> None:
    parameters = (
        VECTOR
        + """<publish_model_pose>true</publish_model_pose>
      <publish_collision_pose>true</publish_collision_pose>
      <publish_visual_pose>true</publish_visual_pose><update_frequency>10</update_frequency>"""
    )
    samples = lab.run(world(lab, parameters), 1.0)
    assert [s.stamp_ns for s in samples] == [100_000_000 * k for k in range(1, 11)]
    message = lab.last(samples, "/model/crane/pose", "tf2_msgs/msg/TFMessage")
    assert frames(message) == [
        ("lab", "crane"), ("crane", "crane/link"), ("crane/link", "crane/link/box"),
        ("crane/link", "crane/link/box"), ("crane", "crane/arm"),
    ]  # fmt: skip
    model, arm = message.transforms[0].transform, message.transforms[-1].transform
    assert [model.translation.x, model.translation.y] == pytest.approx([1, 2], abs=0.01)
    assert arm.translation.z == pytest.approx(0.5)
    assert arm.rotation.z == pytest.approx(0.2474, abs=5e-3)


def test_moving_and_fixed_apart(lab: Any) -> None:
    parameters = (
        VECTOR
        + """<static_publisher>true</static_publisher><topic>where</topic>
      <update_frequency>10</update_frequency>
      <static_update_frequency>2</static_update_frequency>"""
    )
    engine = world(lab, parameters)
    samples = lab.run(engine, 1.0)
    moving = lab.last(samples, "/where", "tf2_msgs/msg/TFMessage")
    fixed = lab.last(samples, "/where_static", "tf2_msgs/msg/TFMessage")
    assert frames(moving) == [("crane", "crane/arm")]
    assert frames(fixed) == [("crane", "crane/link")]
    assert len([s for s in samples if s.topic == "/where"]) == 10
    assert len([s for s in samples if s.topic == "/where_static"]) == 2


def test_one_message_a_part_by_default(lab: Any) -> None:
    engine = world(lab, "")
    assert [(e.topic, e.gz_type) for e in engine.publishers] == [
        ("/model/crane/pose", "gz.msgs.Pose")
    ]
    samples = engine.advance(1)
    first, second = (STORE.deserialize_cdr(s.cdr, "geometry_msgs/msg/PoseStamped") for s in samples)
    assert first.header.frame_id == second.header.frame_id == "crane"
    assert second.pose.position.z == pytest.approx(0.5)
    engine.listen({"/model/crane/pose": "geometry_msgs/msg/TransformStamped"})
    samples = engine.advance(1)
    last = STORE.deserialize_cdr(samples[-1].cdr, "geometry_msgs/msg/TransformStamped")
    assert last.child_frame_id == "crane/arm"
    engine.listen({"/model/crane/pose": "geometry_msgs/msg/Pose"})
    last = STORE.deserialize_cdr(engine.advance(1)[-1].cdr, "geometry_msgs/msg/Pose")
    assert last.position.z == pytest.approx(0.5)
