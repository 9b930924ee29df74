"""tf2 in a graded program: the robot's own /tf, waiting lookups, equal runs."""

from __future__ import annotations

from pathlib import Path

from .conftest import Grade

TF_BRIDGE = """\
- {ros_topic_name: /tf, gz_topic_name: /model/robot/tf,
   ros_type_name: tf2_msgs/msg/TFMessage, gz_type_name: gz.msgs.Pose_V, direction: GZ_TO_ROS}
"""

PILOT = """
import rclpy
from cv_bridge import CvBridge
from geometry_msgs.msg import PointStamped, Twist
from rclpy.duration import Duration
from rclpy.node import Node
from rclpy.executors import MultiThreadedExecutor
from tf2_ros import Buffer, TransformException, TransformListener
from tf_transformations import euler_from_quaternion
import tf2_geometry_msgs


class Pilot(Node):
    def __init__(self):
        super().__init__("pilot")
        self.buffer = Buffer()
        self.listener = TransformListener(self.buffer, self)
        self.speed = self.create_publisher(Twist, "/cmd_vel", 10)
        self.create_timer(0.1, self.on_timer)

    def on_timer(self):
        goal = PointStamped()
        goal.header.frame_id = "robot/odom"
        goal.header.stamp = self.get_clock().now().to_msg()
        goal.point.x = 1.9
        try:
            ahead = self.buffer.transform(goal, "robot/base_link", Duration(seconds=0.5))
        except TransformException as error:
            print("waited in vain:", error)
            return
        command = Twist()
        command.linear.x = max(0.0, min(0.8, 1.5 * ahead.point.x))
        self.speed.publish(command)


def main():
    rclpy.init()
    executor = MultiThreadedExecutor()
    executor.add_node(Pilot())
    executor.spin()
"""


def test_a_program_drives_by_the_robots_own_frames(yard: Path, grade_source: Grade) -> None:
    bridge = yard / "bridge.yaml"
    bridge.write_text(bridge.read_text() + TF_BRIDGE)
    mission = yard / "mission.yaml"
    topic = "  - topic: /tf\n    description: {en: Frames, fr: Repères}\nvariations:"
    mission.write_text(mission.read_text().replace("variations:", topic))
    result = grade_source(PILOT, repeat=2)
    assert result.reasons == ()
    assert (result.verdict, result.score) == ("passed", 100.0)
    assert result.reproducible
