"""An action with feedback and a result; the server sleeps between its steps."""

import time

import rclpy
from geometry_msgs.msg import Twist
from rclpy.action import ActionClient, ActionServer
from rclpy.callback_groups import ReentrantCallbackGroup
from rclpy.executors import MultiThreadedExecutor
from rclpy.node import Node
from tf2_msgs.action import LookupTransform


class Server(Node):
    def __init__(self):
        super().__init__("server")
        self.publisher = self.create_publisher(Twist, "/cmd_vel", 10)
        self.server = ActionServer(
            self, LookupTransform, "travel", self.execute, callback_group=ReentrantCallbackGroup()
        )

    def execute(self, goal):
        for step in range(1, 4):
            time.sleep(0.2)
            command = Twist()
            command.linear.x = 0.1 * step
            self.publisher.publish(command)
            goal.publish_feedback(LookupTransform.Feedback())
        goal.succeed()
        result = LookupTransform.Result()
        result.transform.child_frame_id = goal.request.target_frame
        return result


class Client(Node):
    def __init__(self):
        super().__init__("client")
        self.steps = 0
        self.client = ActionClient(self, LookupTransform, "travel")
        self.client.wait_for_server()
        goal = LookupTransform.Goal(target_frame="dock")
        self.client.send_goal_async(goal, self.on_feedback).add_done_callback(self.on_goal)

    def on_feedback(self, message):
        self.steps += 1

    def on_goal(self, future):
        print("accepted", future.result().accepted)
        future.result().get_result_async().add_done_callback(self.on_result)

    def on_result(self, future):
        print("reached", future.result().result.transform.child_frame_id, "steps", self.steps)
        rclpy.shutdown()


def main():
    rclpy.init()
    executor = MultiThreadedExecutor()
    executor.add_node(Server())
    executor.add_node(Client())
    executor.spin()
