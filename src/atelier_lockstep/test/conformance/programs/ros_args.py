"""Parameters, a YAML file, a remap, a node name and a namespace from the command line."""

import sys
import tempfile

import rclpy
from geometry_msgs.msg import Twist
from rclpy.node import Node

YAML = """
/**:
  ros__parameters:
    speed: 0.2
    gains: [1.0, 2.0]
/hall/carrier:
  ros__parameters:
    name: from_yaml
"""


class Pilot(Node):
    def __init__(self):
        super().__init__("pilot")
        for name, default in (("speed", 0.0), ("gains", [0.0]), ("name", ""), ("turn", 0.0)):
            self.declare_parameter(name, default)
        self.publisher = self.create_publisher(Twist, "command", 10)
        print(self.get_fully_qualified_name(), self.publisher.topic_name)
        print(self.get_parameter("name").value, list(self.get_parameter("gains").value))
        self.create_timer(0.2, self.drive)

    def drive(self):
        command = Twist()
        command.linear.x = self.get_parameter("speed").value
        command.angular.z = self.get_parameter("turn").value
        self.publisher.publish(command)


def main():
    with tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
        file.write(YAML)
        file.flush()
        arguments = [
            "--ros-args",
            "-r",
            "command:=/cmd_vel",
            "-r",
            "__node:=carrier",
            "-r",
            "__ns:=/hall",
            "-p",
            "turn:=0.5",
        ]
        rclpy.init(args=[*sys.argv, *arguments, "--params-file", file.name])
        rclpy.spin(Pilot())
