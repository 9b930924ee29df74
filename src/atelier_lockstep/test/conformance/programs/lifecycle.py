"""A lifecycle node is configured, activated and deactivated through its services."""

import rclpy
from geometry_msgs.msg import Twist
from lifecycle_msgs.msg import Transition
from lifecycle_msgs.srv import ChangeState
from rclpy.lifecycle import LifecycleNode, TransitionCallbackReturn
from rclpy.node import Node


class Pilot(LifecycleNode):
    def on_configure(self, state):
        self.publisher = self.create_lifecycle_publisher(Twist, "/cmd_vel", 10)
        self.create_timer(0.1, self.drive)
        print("configured")
        return TransitionCallbackReturn.SUCCESS

    def on_activate(self, state):
        print("activated")
        return super().on_activate(state)

    def drive(self):
        command = Twist()
        command.linear.x = 0.4
        self.publisher.publish(command)


class Manager(Node):
    def __init__(self):
        super().__init__("manager")
        self.client = self.create_client(ChangeState, "/pilot/change_state")
        self.wanted = [
            Transition.TRANSITION_CONFIGURE,
            Transition.TRANSITION_ACTIVATE,
            Transition.TRANSITION_DEACTIVATE,
        ]
        self.create_timer(0.5, self.next)

    def next(self):
        if self.wanted:
            request = ChangeState.Request()
            request.transition.id = self.wanted.pop(0)
            self.client.call_async(request)


def main():
    rclpy.init()
    executor = rclpy.executors.SingleThreadedExecutor()
    executor.add_node(Pilot("pilot"))
    executor.add_node(Manager())
    executor.spin()
