"""`/odom` as a transform, for RViz: both simulators tell odometry, not each a transform."""

from __future__ import annotations

import rclpy
from geometry_msgs.msg import TransformStamped
from nav_msgs.msg import Odometry
from rclpy.executors import ExternalShutdownException
from rclpy.node import Node
from tf2_msgs.msg import TFMessage

from atelier_lockstep.death import end_with_parent


class OdometryToTf(Node):  # type: ignore[misc]
    """From `/odom` to `/tf`, message for message."""

    def __init__(self) -> None:
        super().__init__("odometry_to_tf")
        self._transforms = self.create_publisher(TFMessage, "/tf", 100)
        self.create_subscription(Odometry, "/odom", self.tell, 10)

    def tell(self, odometry: Odometry) -> None:
        pose = odometry.pose.pose
        transform = TransformStamped(header=odometry.header, child_frame_id=odometry.child_frame_id)
        transform.transform.translation.x = pose.position.x
        transform.transform.translation.y = pose.position.y
        transform.transform.translation.z = pose.position.z
        transform.transform.rotation = pose.orientation
        self._transforms.publish(TFMessage(transforms=[transform]))


def main() -> None:
    end_with_parent()  # a launch that is killed tells nobody
    rclpy.init()
    try:
        rclpy.spin(OdometryToTf())
    except (KeyboardInterrupt, ExternalShutdownException):
        pass
    finally:
        rclpy.try_shutdown()
