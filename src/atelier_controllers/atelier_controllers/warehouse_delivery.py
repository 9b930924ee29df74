"""Reference node for the mission warehouse_delivery: topics in, topics out; courier.py decides."""

from __future__ import annotations

import math

import numpy as np
import rclpy
from geometry_msgs.msg import Twist
from nav_msgs.msg import Odometry
from rclpy.executors import ExternalShutdownException
from rclpy.node import Node
from sensor_msgs.msg import LaserScan

from atelier_controllers.courier import Courier
from atelier_controllers.localisation import Pose


class WarehouseDelivery(Node):
    def __init__(self) -> None:
        super().__init__("warehouse_delivery")
        period_s = self.declare_parameter("period_s", 0.05).value
        self.courier = Courier(period_s)
        self.commands = self.create_publisher(Twist, "/cmd_vel", 10)
        self.create_subscription(Odometry, "/odom", self.on_odometry, 10)
        self.create_subscription(LaserScan, "/scan", self.on_scan, 10)
        self.create_timer(period_s, self.on_timer)

    def on_odometry(self, message: Odometry) -> None:
        position, q = message.pose.pose.position, message.pose.pose.orientation
        yaw = 2.0 * math.atan2(q.z, q.w)
        self.courier.on_odometry(seconds(message.header.stamp), Pose(position.x, position.y, yaw))

    def on_scan(self, message: LaserScan) -> None:
        ranges = np.asarray(message.ranges, dtype=float)
        time_s = seconds(message.header.stamp)
        self.courier.on_scan(time_s, ranges, message.angle_min, message.angle_increment)

    def on_timer(self) -> None:
        command = Twist()
        now_s = self.get_clock().now().nanoseconds * 1e-9
        command.linear.x, command.angular.z = map(float, self.courier.command(now_s))
        self.commands.publish(command)


def seconds(stamp) -> float:
    return stamp.sec + stamp.nanosec * 1e-9


def main(args: list[str] | None = None) -> None:
    rclpy.init(args=args)
    node = WarehouseDelivery()
    try:
        rclpy.spin(node)
    except (KeyboardInterrupt, ExternalShutdownException):
        pass
    finally:
        node.destroy_node()
        rclpy.try_shutdown()


if __name__ == "__main__":
    main()
