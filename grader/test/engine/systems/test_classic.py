"""Gazebo classic's plugins: their parameters, topics after remapping, and what they do."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from atelier_grader.messages import new
from atelier_grader.sdf.error import SdfError

ROS = """<ros><namespace>/demo</namespace><remapping>cmd_vel:=go</remapping>
  <remapping>odom:=/truth</remapping></ros>"""
DIFF_DRIVE = """<plugin name="diff_drive" filename="libgazebo_ros_diff_drive.so">{ros}
  <update_rate>50</update_rate><num_wheel_pairs>1</num_wheel_pairs>
  <left_joint>left</left_joint><right_joint>right</right_joint>
  <wheel_separation>0.28</wheel_separation><wheel_diameter>0.1</wheel_diameter>
  <max_wheel_torque>20</max_wheel_torque><max_wheel_acceleration>1</max_wheel_acceleration>
  <publish_odom>true</publish_odom><publish_odom_tf>true</publish_odom_tf>
  <odometry_frame>odom</odometry_frame><robot_base_frame>base_link</robot_base_frame>
  {more}</plugin></model>"""
PLANAR = """<plugin name="move" filename="libgazebo_ros_planar_move.so">
  <publish_rate>20</publish_rate><odometry_frame>map</odometry_frame></plugin>"""
TRUTH = """<plugin name="p3d" filename="libgazebo_ros_p3d.so"><body_name>link</body_name>
  <update_rate>10</update_rate><frame_name>world</frame_name><xyz_offset>0 0 1</xyz_offset>
  </plugin>"""


def robot(lab: Any, ros: str = "", more: str = "", pose: str = "") -> str:
    text = str(lab.robot(pose=pose))
    return text[: text.index("<plugin")] + DIFF_DRIVE.format(ros=ros, more=more)


def test_diff_drive(lab: Any) -> None:
    engine = lab.engine(lab.floor(), robot(lab, ROS, pose="1 2 0 0 0 0.5"))
    assert [e.topic for e in engine.subscribers] == ["/demo/go"]
    assert [e.topic for e in engine.publishers] == ["/truth", "/tf"]
    lab.listen(engine)
    engine.send("/demo/go", lab.twist(0.4, 0.2))
    samples = lab.run(engine, 5.0)
    odometry = lab.last(samples, "/truth", "nav_msgs/msg/Odometry")
    truth = engine.simulation.pose("robot")
    # Unlike gz-sim's it tells the pose in the world.
    found = odometry.pose.pose
    assert [found.position.x, found.position.y] == pytest.approx(truth.position[:2].tolist())
    assert 2 * np.arctan2(found.orientation.z, found.orientation.w) == pytest.approx(truth.yaw_rad)
    assert odometry.twist.twist.linear.x == pytest.approx(0.4, abs=0.01)
    assert (odometry.header.frame_id, odometry.child_frame_id) == ("odom", "base_link")
    assert truth.yaw_rad - 0.5 == pytest.approx(0.2 * 5, rel=0.02)


def test_encoders_start_at_zero(lab: Any) -> None:
    source = "<odometry_source>0</odometry_source>"
    engine = lab.engine(lab.floor(), robot(lab, more=source, pose="1 2 0 0 0 0.5"))
    lab.listen(engine)
    engine.send("/cmd_vel", lab.twist(0.4))
    odometry = lab.last(lab.run(engine, 3.0), "/odom", "nav_msgs/msg/Odometry")
    # The rim's 1 m/s2 up to 0.4 m/s cost 0.08 m.
    assert odometry.pose.pose.position.x == pytest.approx(1.2 - 0.08, rel=0.005)
    assert odometry.pose.pose.position.y == pytest.approx(0.0, abs=1e-3)


def test_torque_is_all_there_is(lab: Any) -> None:
    """2 x 0.05 N m at 0.05 m push the 5.6 kg and the wheels' inertia with 2 N."""
    weak = robot(lab).replace("<max_wheel_torque>20", "<max_wheel_torque>0.05")
    weak = weak.replace("<max_wheel_acceleration>1", "<max_wheel_acceleration>0")
    engine = lab.engine(lab.floor(), weak)
    engine.send("/cmd_vel", lab.twist(3.0))
    lab.run(engine, 1.0)
    acceleration = 2 * 0.05 / 0.05 / (5.6 + 2 * 0.0004 / 0.05**2)
    assert engine.simulation.twist("robot").linear[0] == pytest.approx(acceleration, rel=0.03)


def test_joint_states(lab: Any) -> None:
    states = """<plugin name="states" filename="libgazebo_ros_joint_state_publisher.so">
      <update_rate>20</update_rate><joint_name>right</joint_name><joint_name>left</joint_name>
      <ros><remapping>~/joint_states:=wheels</remapping></ros></plugin></model>"""
    engine = lab.engine(lab.floor(), robot(lab).replace("</model>", states))
    engine.listen({"/wheels": ""})
    engine.send("/cmd_vel", lab.twist(0.2))
    samples = lab.run(engine, 2.0)
    assert len(samples) == 40
    message = lab.last(samples, "/wheels", "sensor_msgs/msg/JointState")
    assert message.name == ["right", "left"]
    assert message.velocity == pytest.approx([4.0, 4.0], rel=1e-3)


def test_planar_move(lab: Any) -> None:
    engine = lab.engine(lab.floor(0), lab.box("tray", "1 0 0.1 0 0 0.2", joint=PLANAR))
    lab.listen(engine)
    engine.send("/cmd_vel", lab.twist(0.5, 0.5))
    samples = lab.run(engine, 2.0)
    odometry = lab.last(samples, "/odom", "nav_msgs/msg/Odometry")
    truth = engine.simulation.pose("tray")
    assert truth.yaw_rad == pytest.approx(1.2, abs=0.01)
    assert odometry.pose.pose.position.x == pytest.approx(truth.position[0])
    assert odometry.twist.twist.linear.x == pytest.approx(0.5, rel=0.02)
    assert (odometry.header.frame_id, odometry.child_frame_id) == ("map", "base_footprint")
    assert len([s for s in samples if s.topic == "/tf"]) == 40


def test_ground_truth(lab: Any) -> None:
    engine = lab.engine(lab.box("stone", "3 0 5 0 0 0", joint=TRUTH))
    lab.listen(engine)
    message = lab.last(lab.run(engine, 0.5), "/odom", "nav_msgs/msg/Odometry")
    assert message.pose.pose.position.z == pytest.approx(6 - 0.5 * 9.81 * 0.25, abs=0.005)
    assert message.twist.twist.linear.z == pytest.approx(-9.81 * 0.5, rel=1e-6)
    assert (message.header.frame_id, message.child_frame_id) == ("world", "link")


FORCE = """<plugin name="push" filename="libgazebo_ros_force.so"><link_name>link</link_name>
  <force_frame>{frame}</force_frame></plugin>"""


@pytest.mark.parametrize(("frame", "way"), [("world", (1, 0)), ("link", (0, 1))])
def test_force(lab: Any, frame: str, way: tuple[float, float]) -> None:
    """2 N on 1 kg, turned by a right angle: x = a t2 / 2."""
    crate = lab.box("crate", "0 0 50 0 0 1.5707963267948966", joint=FORCE.format(frame=frame))
    engine = lab.engine(crate)
    push = new("geometry_msgs/msg/Vector3", x=2.0)
    engine.send("/gazebo_ros_force", new("geometry_msgs/msg/Wrench", force=push))
    lab.run(engine, 1.0)
    position = engine.simulation.pose("crate").position
    assert position[:2] == pytest.approx(way, rel=0.01, abs=1e-6)
    engine.send("/gazebo_ros_force", new("geometry_msgs/msg/Wrench"))
    speed = engine.simulation.twist("crate").linear.copy()
    lab.run(engine, 2.0)
    assert engine.simulation.twist("crate").linear[:2] == pytest.approx(speed[:2], abs=1e-9)


WEIGHT = """<model name="scale"><link name="base"/><link name="pan"><pose>0 0 1 0 0 0</pose>
  <inertial><mass>2</mass></inertial></link>
  <joint name="fix" type="fixed"><parent>world</parent><child>base</child></joint>
  <joint name="cell" type="revolute"><parent>base</parent><child>pan</child>
  <axis><xyz>0 0 1</xyz></axis></joint>
  <plugin name="cell" filename="libgazebo_ros_ft_sensor.so"><joint_name>cell</joint_name>
  <update_rate>50</update_rate></plugin></model>"""


def test_force_torque_of_a_joint(lab: Any) -> None:
    """The pan pushes down on its joint with its weight."""
    engine = lab.engine(WEIGHT)
    assert [(e.topic, e.gz_type) for e in engine.publishers] == [("/wrench", "gz.msgs.Wrench")]
    lab.listen(engine)
    message = lab.last(lab.run(engine, 0.2), "/wrench", "geometry_msgs/msg/WrenchStamped")
    assert message.wrench.force.z == pytest.approx(-2 * 9.81, rel=1e-6)
    assert message.header.frame_id == "pan"


def arm(frame: str) -> Any:
    later = new("builtin_interfaces/msg/Duration", nanosec=200_000_000)
    name = "trajectory_msgs/msg/JointTrajectoryPoint"
    points = [new(name, positions=[p], time_from_start=later) for p in (0.5, 1.0)]
    head = new("std_msgs/msg/Header", frame_id=frame)
    return new("trajectory_msgs/msg/JointTrajectory", header=head, joint_names=["left"],
               points=points)  # fmt: skip


@pytest.mark.parametrize(
    ("frame", "held"), [("world", "robot"), ("left_wheel", "robot::left_wheel")]
)
def test_joint_pose_trajectory(lab: Any, frame: str, held: str) -> None:
    text = str(lab.robot())
    plugin = '<plugin name="arm" filename="libgazebo_ros_joint_pose_trajectory.so"/></model>'
    engine = lab.engine(text[: text.index("<plugin")] + plugin)
    lab.run(engine, 0.1)
    engine.send("/set_joint_trajectory", arm(frame))
    before = engine.simulation.pose(held)
    lab.run(engine, 0.102)
    assert engine.simulation.joint_position("robot::left") == pytest.approx(0.5, abs=1e-6)
    after = engine.simulation.pose(held)
    assert after.orientation == pytest.approx(before.orientation, abs=1e-6)
    assert after.position[:2] == pytest.approx(before.position[:2], abs=1e-6)
    lab.run(engine, 0.31)
    assert engine.simulation.joint_position("robot::left") == pytest.approx(1.0, abs=1e-6)


def test_a_trajectory_that_fits_nothing_is_left_aside(lab: Any) -> None:
    text = str(lab.robot())
    plugin = '<plugin name="arm" filename="libgazebo_ros_joint_pose_trajectory.so"/></model>'
    engine = lab.engine(text[: text.index("<plugin")] + plugin)
    engine.send("/set_joint_trajectory", arm("nowhere"))
    lab.run(engine, 0.5)
    assert engine.simulation.joint_position("robot::left") == pytest.approx(0.0, abs=1e-6)


def test_errors(lab: Any) -> None:
    with pytest.raises(SdfError, match=r"plugin 'diff_drive': there is no joint 'lft'"):
        lab.engine(robot(lab).replace("<left_joint>left", "<left_joint>lft"))
    with pytest.raises(SdfError, match=r"<remapping> expected 'old:=new', got 'cmd_vel'"):
        lab.engine(robot(lab, "<ros><remapping>cmd_vel</remapping></ros>"))
    with pytest.raises(SdfError, match=r"<frame_name>: there is no entity 'wold'"):
        lab.engine(lab.box("s", "0 0 1 0 0 0", joint=TRUTH.replace("world<", "wold<")))
