"""Parameters with a callback that refuses some values, set from another node."""

import rclpy
from geometry_msgs.msg import Twist
from rcl_interfaces.msg import SetParametersResult
from rclpy.node import Node
from rclpy.parameter import Parameter
from rclpy.parameter_client import AsyncParameterClient


class Pilot(Node):
    def __init__(self):
        super().__init__("pilot")
        self.publisher = self.create_publisher(Twist, "/cmd_vel", 10)
        self.declare_parameter("speed", 0.1)
        self.add_on_set_parameters_callback(self.on_set)
        self.create_timer(0.1, self.drive)

    def on_set(self, parameters):
        good = all(each.value <= 0.5 for each in parameters if each.name == "speed")
        return SetParametersResult(successful=good, reason="" if good else "too fast")

    def drive(self):
        command = Twist()
        command.linear.x = self.get_parameter("speed").value
        self.publisher.publish(command)


class Operator(Node):
    def __init__(self):
        super().__init__("operator")
        self.client = AsyncParameterClient(self, "pilot")
        self.speeds = [0.3, 0.9]
        self.create_timer(0.5, self.operate)

    def operate(self):
        if self.speeds:
            speed = Parameter("speed", value=self.speeds.pop(0))
            self.client.set_parameters([speed]).add_done_callback(self.on_answer)

    def on_answer(self, future):
        result = future.result().results[0]
        print("set", result.successful, result.reason)


def main():
    rclpy.init()
    executor = rclpy.executors.SingleThreadedExecutor()
    executor.add_node(Pilot())
    executor.add_node(Operator())
    executor.spin()
