"""A node watches another's parameters by their events."""

import rclpy
from geometry_msgs.msg import Twist
from rclpy.node import Node
from rclpy.parameter import Parameter
from rclpy.parameter_event_handler import ParameterEventHandler


class Watcher(Node):
    def __init__(self):
        super().__init__("watcher")
        self.publisher = self.create_publisher(Twist, "/cmd_vel", 10)
        self.handler = ParameterEventHandler(self)
        self.callback = self.handler.add_parameter_callback("speed", "/source", self.on_speed)

    def on_speed(self, parameter):
        command = Twist()
        command.linear.x = parameter.value.double_value
        self.publisher.publish(command)


class Source(Node):
    def __init__(self):
        super().__init__("source")
        self.declare_parameter("speed", 0.0)
        self.create_timer(0.4, self.faster)

    def faster(self):
        speed = self.get_parameter("speed").value + 0.1
        self.set_parameters([Parameter("speed", value=speed)])


def main():
    rclpy.init()
    executor = rclpy.executors.SingleThreadedExecutor()
    executor.add_node(Watcher())
    executor.add_node(Source())
    executor.spin()
