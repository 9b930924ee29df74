"""Reference node for the mission line_following: pictures in, speeds out; line_pilot.py steers."""

from __future__ import annotations

import math

import numpy as np
import rclpy
from geometry_msgs.msg import Twist
from nav_msgs.msg import Odometry
from rclpy.executors import ExternalShutdownException
from rclpy.node import Node
from sensor_msgs.msg import Image

from atelier_controllers.line_camera import LineCamera
from atelier_controllers.line_pilot import LinePilot


class LineFollowing(Node):
    def __init__(self) -> None:
        super().__init__("line_following")
        rate_hz = self.declare_parameter("camera_rate_hz", 10.0).value
        self.pilot = LinePilot(1.0 / rate_hz)
        self.camera: LineCamera | None = None
        self.place: tuple[float, float] | None = None
        self.travelled_m = 0.0
        self.commands = self.create_publisher(Twist, "/cmd_vel", 10)
        self.create_subscription(Odometry, "/odom", self.on_odometry, 10)
        self.create_subscription(Image, "/camera/image_raw", self.on_image, 10)

    def on_odometry(self, message: Odometry) -> None:
        position = message.pose.pose.position
        if self.place is not None:
            self.travelled_m += math.dist(self.place, (position.x, position.y))
        self.place = position.x, position.y

    def on_image(self, message: Image) -> None:
        if self.camera is None:
            self.camera = LineCamera(message.width, message.height)
        picture = np.frombuffer(message.data, np.uint8).reshape(message.height, message.width, 3)
        view = self.camera.look(picture, self.pilot.expected)
        command = Twist()
        command.linear.x, command.angular.z = self.pilot.steer(view, self.travelled_m)
        self.commands.publish(command)
        if self.pilot.parked:
            self.get_logger().info("Parked in the loading bay", once=True)


def main(args: list[str] | None = None) -> None:
    rclpy.init(args=args)
    node = LineFollowing()
    try:
        rclpy.spin(node)
    except (KeyboardInterrupt, ExternalShutdownException):
        pass
    finally:
        node.destroy_node()
        rclpy.try_shutdown()


if __name__ == "__main__":
    main()
