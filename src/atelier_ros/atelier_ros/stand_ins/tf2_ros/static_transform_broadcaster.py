"""Publishes transforms that never change."""

from __future__ import annotations

from collections.abc import Iterable

from geometry_msgs.msg import TransformStamped
from rclpy.node import Node
from rclpy.qos import DurabilityPolicy, QoSProfile
from tf2_msgs.msg import TFMessage

from .transform_broadcaster import as_list


class StaticTransformBroadcaster:
    """Sends on /tf_static, latched: all that it has sent, to whoever comes later too."""

    def __init__(self, node: Node, qos: QoSProfile | int | None = None) -> None:
        if qos is None:
            qos = QoSProfile(depth=1, durability=DurabilityPolicy.TRANSIENT_LOCAL)
        self.pub_tf = node.create_publisher(TFMessage, "/tf_static", qos)
        self.net_message = TFMessage()

    def sendTransform(  # noqa: N802
        self, transform: TransformStamped | Iterable[TransformStamped]
    ) -> None:
        """Send one transform, or several; a child frame's first one is kept, as in tf2."""
        kept = self.net_message.transforms
        known = {each.child_frame_id for each in kept}
        for each in as_list(transform):
            if each.child_frame_id not in known:
                known.add(each.child_frame_id)
                kept.append(each)
        self.pub_tf.publish(self.net_message)
