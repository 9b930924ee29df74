"""A mission of five simulated seconds in a world of one robot and one box, graded for real."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from atelier_grader.grading import GradeRequest, grade
from atelier_grader.report.result import Result

WORLD = """\
<?xml version="1.0"?>
<sdf version="1.9">
  <world name="yard">
    <physics name="2ms" type="ode">
      <max_step_size>0.002</max_step_size>
      <real_time_factor>1</real_time_factor>
    </physics>
    <plugin filename="gz-sim-physics-system" name="gz::sim::systems::Physics"/>
    <plugin filename="gz-sim-sensors-system" name="gz::sim::systems::Sensors"/>
    <model name="ground">
      <static>true</static>
      <link name="link">
        <collision name="collision">
          <geometry><plane><normal>0 0 1</normal><size>50 50</size></plane></geometry>
        </collision>
      </link>
    </model>
    <model name="box">
      <static>true</static>
      <pose>3 0 0.25 0 0 0</pose>
      <link name="link">
        <collision name="collision">
          <geometry><box><size>0.5 0.5 0.5</size></box></geometry>
        </collision>
        <visual name="visual">
          <geometry><box><size>0.5 0.5 0.5</size></box></geometry>
        </visual>
      </link>
    </model>
    <model name="robot">
      <pose>0 0 0 0 0 0</pose>
      <link name="base_link">
        <pose>0 0 0.1 0 0 0</pose>
        <inertial>
          <mass>5</mass>
          <inertia><ixx>0.05</ixx><iyy>0.05</iyy><izz>0.08</izz></inertia>
        </inertial>
        <collision name="chassis">
          <geometry><box><size>0.3 0.2 0.1</size></box></geometry>
        </collision>
        <collision name="caster">
          <pose>-0.12 0 -0.07 0 0 0</pose>
          <geometry><sphere><radius>0.03</radius></sphere></geometry>
          <surface><friction><ode><mu>0</mu><mu2>0</mu2></ode></friction></surface>
        </collision>
        <sensor name="lidar" type="gpu_lidar">
          <pose>0 0 0.1 0 0 0</pose>
          <topic>scan</topic>
          <update_rate>10</update_rate>
          <lidar>
            <scan>
              <horizontal>
                <samples>36</samples><resolution>1</resolution>
                <min_angle>-3.14159</min_angle><max_angle>3.14159</max_angle>
              </horizontal>
            </scan>
            <range><min>0.1</min><max>10</max></range>
            <noise><type>gaussian</type><mean>0</mean><stddev>0.01</stddev></noise>
          </lidar>
        </sensor>
      </link>
      <link name="left_wheel">
        <pose>0.05 0.12 0.06 -1.5707963 0 0</pose>
        <inertial>
          <mass>0.3</mass>
          <inertia><ixx>0.0004</ixx><iyy>0.0004</iyy><izz>0.0006</izz></inertia>
        </inertial>
        <collision name="collision">
          <geometry><cylinder><radius>0.06</radius><length>0.03</length></cylinder></geometry>
        </collision>
      </link>
      <link name="right_wheel">
        <pose>0.05 -0.12 0.06 -1.5707963 0 0</pose>
        <inertial>
          <mass>0.3</mass>
          <inertia><ixx>0.0004</ixx><iyy>0.0004</iyy><izz>0.0006</izz></inertia>
        </inertial>
        <collision name="collision">
          <geometry><cylinder><radius>0.06</radius><length>0.03</length></cylinder></geometry>
        </collision>
      </link>
      <joint name="left_joint" type="revolute">
        <parent>base_link</parent><child>left_wheel</child>
        <axis><xyz>0 0 1</xyz></axis>
      </joint>
      <joint name="right_joint" type="revolute">
        <parent>base_link</parent><child>right_wheel</child>
        <axis><xyz>0 0 1</xyz></axis>
      </joint>
      <plugin filename="gz-sim-diff-drive-system" name="gz::sim::systems::DiffDrive">
        <left_joint>left_joint</left_joint>
        <right_joint>right_joint</right_joint>
        <wheel_separation>0.24</wheel_separation>
        <wheel_radius>0.06</wheel_radius>
        <odom_publish_frequency>20</odom_publish_frequency>
      </plugin>
    </model>
  </world>
</sdf>
"""

MISSION = """\
id: yard
version: 1
title: {en: Cross the yard, fr: Traverser la cour}
summary: {en: Drive ahead and stop before the box., fr: Avancez et arrêtez-vous devant la caisse.}
sector: logistics
level: beginner
skills: [lidar]
world: yard.sdf
robot: robot
time_limit_s: 5
pass_mark: 60
public_seeds: [1, 2]
limits: {start_up_s: 4, tick_wall_s: 1, grace_s: 1}
interface:
  - topic: /cmd_vel
    description: {en: Speed, fr: Vitesse}
  - topic: /odom
    description: {en: Odometry, fr: Odométrie}
  - topic: /scan
    description: {en: Lidar, fr: Lidar}
variations:
  - id: start
    kind: jitter_pose
    title: {en: Start, fr: Départ}
    models: [robot]
    ahead_m: 0.2
    aside_m: 0.0
    yaw_rad: 0.0
checks:
  - id: arrive
    type: reach
    title: {en: Stand before the box, fr: S'arrêter devant la caisse}
    weight: 70
    region: {shape: circle, x_m: 2.0, y_m: 0.0, radius_m: 0.5}
    dwell_s: 0.5
    max_speed_mps: 0.05
  - id: clean
    type: no_collision
    title: {en: Touch nothing, fr: Ne rien toucher}
    weight: 30
    ignore: [ground]
    requires: [arrive]
    episodes: {full: 0, zero: 2}
reference: atelier_controllers/yard
template: lidar_drive
"""

BRIDGE = """\
- {ros_topic_name: /cmd_vel, gz_topic_name: /model/robot/cmd_vel,
   ros_type_name: geometry_msgs/msg/Twist, gz_type_name: gz.msgs.Twist, direction: ROS_TO_GZ}
- {ros_topic_name: /odom, gz_topic_name: /model/robot/odometry,
   ros_type_name: nav_msgs/msg/Odometry, gz_type_name: gz.msgs.Odometry, direction: GZ_TO_ROS}
- {ros_topic_name: /scan, gz_topic_name: /scan,
   ros_type_name: sensor_msgs/msg/LaserScan, gz_type_name: gz.msgs.LaserScan, direction: GZ_TO_ROS}
"""

GOOD = """
import rclpy
from geometry_msgs.msg import Twist
from rclpy.node import Node
from sensor_msgs.msg import LaserScan


class Driver(Node):
    def __init__(self):
        super().__init__("driver")
        self.create_subscription(LaserScan, "/scan", self.on_scan, 10)
        self.speed = self.create_publisher(Twist, "/cmd_vel", 10)

    def on_scan(self, scan):
        ahead = scan.ranges[len(scan.ranges) // 2]
        command = Twist()
        command.linear.x = max(0.0, min(0.8, 1.5 * (ahead - 0.9)))
        self.speed.publish(command)


def main():
    rclpy.init()
    rclpy.spin(Driver())
"""

Grade = Callable[..., Result]


def unhurried(yard: Path, source: str) -> str:
    """`source` at half the speed, and the time for it: on the wall clock a busy machine is late."""
    mission = yard / "mission.yaml"
    mission.write_text(mission.read_text().replace("time_limit_s: 5", "time_limit_s: 60"))
    return source.replace("min(0.8", "min(0.4")


@pytest.fixture
def yard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The mission's folder, found by its id `yard`."""
    folder = tmp_path / "missions" / "yard"
    folder.mkdir(parents=True)
    (folder / "mission.yaml").write_text(MISSION, encoding="utf-8")
    (folder / "bridge.yaml").write_text(BRIDGE, encoding="utf-8")
    (folder / "yard.sdf").write_text(WORLD, encoding="utf-8")
    monkeypatch.setenv("ATELIER_MISSIONS_PATH", str(folder.parent))
    return folder


@pytest.fixture
def good() -> str:
    """The source of a program that passes."""
    return GOOD


@pytest.fixture
def grade_source(yard: Path, tmp_path: Path) -> Grade:
    """`grade_source(text, **options)` grades a program of one file, on seed 1 unless said."""

    def run(source: str, **options: Any) -> Result:
        file = tmp_path / "program.py"
        file.write_text(dedent(source), encoding="utf-8")
        options = {"seeds": (1,), "record": False, "out": tmp_path / "out", **options}
        return grade(GradeRequest(str(file), "yard", **options))

    return run
