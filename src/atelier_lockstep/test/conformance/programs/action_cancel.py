"""A goal is cancelled half-way; the server notices, stops the robot and says so."""

import rclpy
from action_msgs.msg import GoalStatus
from geometry_msgs.msg import Twist
from rclpy.action import ActionClient, ActionServer, CancelResponse
from rclpy.callback_groups import ReentrantCallbackGroup
from rclpy.node import Node
from rclpy.task import Future
from tf2_msgs.action import LookupTransform


class Server(Node):
    def __init__(self):
        super().__init__("server")
        self.publisher = self.create_publisher(Twist, "/cmd_vel", 10)
        self.group = ReentrantCallbackGroup()
        self.server = ActionServer(
            self,
            LookupTransform,
            "travel",
            self.execute,
            callback_group=self.group,
            cancel_callback=lambda goal: CancelResponse.ACCEPT,
        )

    async def pause(self, seconds):
        done = Future()
        timer = self.create_timer(seconds, lambda: done.set_result(None), self.group)
        await done
        self.destroy_timer(timer)

    async def execute(self, goal):
        command = Twist()
        command.linear.x = 0.5
        while not goal.is_cancel_requested:
            self.publisher.publish(command)
            await self.pause(0.1)
        self.publisher.publish(Twist())
        goal.canceled()
        return LookupTransform.Result()


def main():
    rclpy.init()
    executor = rclpy.executors.SingleThreadedExecutor()
    server, node = Server(), Node("client")
    executor.add_node(server)
    executor.add_node(node)
    client = ActionClient(node, LookupTransform, "travel")
    accepted = client.send_goal_async(LookupTransform.Goal())
    executor.spin_until_future_complete(accepted)
    executor.spin_until_future_complete(Future(), timeout_sec=0.75)
    cancelled = accepted.result().cancel_goal_async()
    executor.spin_until_future_complete(cancelled)
    result = accepted.result().get_result_async()
    executor.spin_until_future_complete(result)
    print("cancelled", result.result().status == GoalStatus.STATUS_CANCELED)
    rclpy.shutdown()
